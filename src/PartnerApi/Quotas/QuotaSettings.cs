using PartnerApi.Core;
using PartnerApi.Partners;

namespace PartnerApi.Quotas;

/// <summary>
/// Limits on a partner's lookups, against harvesting, and on its share of the gateway; section <c>Quotas</c> of the configuration. All limits apply to
/// a partner over all its clients.
/// </summary>
[SettingsSection("Quotas")]
internal sealed record QuotaSettings
{
    private const int MinutesOfHour = 60;
    private const int MinutesOfDay = 24 * MinutesOfHour;
    private const int MostCoolingMinutes = 7 * MinutesOfDay;

    /// <summary>Distinct cards in an hour of the city.</summary>
    public int CardsPerHour { get; init; } = 5_000;

    /// <summary>Distinct cards in a day of the city.</summary>
    public int CardsPerDay { get; init; } = 25_000;

    /// <summary>Eligibility checks of one card in a day. Frequent checks reveal a birthday, the day on which the answer changes.</summary>
    public int EligibilityPerCard { get; init; } = 100;

    /// <summary>The share of distinct cards that are not valid, in percent, above which an alarm is raised.</summary>
    public int MissPercent { get; init; } = 25;

    /// <summary>The minimum number of distinct cards in a window for the share to count.</summary>
    public int MissAfter { get; init; } = 100;

    /// <summary>Minutes without answers after an alarm, extended to the end of the hour; at most a week.</summary>
    public int CoolingMinutes { get; init; } = 60;

    /// <summary>Answers about cards in an hour of the city. Two lookups of the same card count as two answers.</summary>
    public int AnswersPerHour { get; init; } = 50_000;

    /// <summary>Answers about cards in a day of the city.</summary>
    public int AnswersPerDay { get; init; } = 250_000;

    /// <summary>Requests a second, sustained, in each process.</summary>
    public int RequestsPerSecond { get; init; } = 100;

    /// <summary>Requests in progress at the same time, in each process.</summary>
    public int Concurrent { get; init; } = 64;

    /// <summary>Receipts that one request may select.</summary>
    public int ReceiptsPerRequest { get; init; } = 100;

    /// <summary>Days before today on which an alarm that still applies can have been raised.</summary>
    public int AlarmDays => (CoolingMinutes + MinutesOfHour + MinutesOfDay - 1) / MinutesOfDay;

    /// <summary>Requests at once after a pause: as many as in two seconds.</summary>
    public int RequestBurst => RequestsPerSecond * 2;

    /// <summary>The settings with the limits that a partner's agreement sets.</summary>
    public QuotaSettings For(AgreedLimits agreed) => this with
    {
        AnswersPerHour = agreed.AnswersPerHour ?? AnswersPerHour,
        AnswersPerDay = agreed.AnswersPerDay ?? AnswersPerDay,
        RequestsPerSecond = agreed.RequestsPerSecond ?? RequestsPerSecond,
        Concurrent = agreed.Concurrent ?? Concurrent,
        ReceiptsPerRequest = agreed.ReceiptsPerRequest ?? ReceiptsPerRequest,
    };

    /// <summary>Reads the section.</summary>
    /// <exception cref="SettingException">A value is not a positive number, or is too large.</exception>
    public static QuotaSettings Read(IConfigurationSection section)
    {
        var defaults = new QuotaSettings();
        return new QuotaSettings
        {
            CardsPerHour = Positive(nameof(CardsPerHour), defaults.CardsPerHour),
            CardsPerDay = Positive(nameof(CardsPerDay), defaults.CardsPerDay),
            EligibilityPerCard = Positive(nameof(EligibilityPerCard), defaults.EligibilityPerCard),
            MissPercent = Positive(nameof(MissPercent), defaults.MissPercent),
            MissAfter = Positive(nameof(MissAfter), defaults.MissAfter),
            CoolingMinutes = Positive(nameof(CoolingMinutes), defaults.CoolingMinutes, MostCoolingMinutes),
            AnswersPerHour = Positive(nameof(AnswersPerHour), defaults.AnswersPerHour),
            AnswersPerDay = Positive(nameof(AnswersPerDay), defaults.AnswersPerDay),
            RequestsPerSecond = Positive(nameof(RequestsPerSecond), defaults.RequestsPerSecond, AgreementLimit.MostRequestsPerSecond),
            Concurrent = Positive(nameof(Concurrent), defaults.Concurrent),
            ReceiptsPerRequest = Positive(nameof(ReceiptsPerRequest), defaults.ReceiptsPerRequest),
        };

        int Positive(string name, int byDefault, int most = int.MaxValue) => SettingNumber.Read(section, name, byDefault, 1, most);
    }
}
