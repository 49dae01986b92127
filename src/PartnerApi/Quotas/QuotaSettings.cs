using System.Globalization;
using PartnerApi.Contract;
using PartnerApi.Sealing;

namespace PartnerApi.Quotas;

/// <summary>
/// How much a partner may ask before it looks like harvesting; section <c>Quotas</c> of the configuration. All hold for a partner over all its clients.
/// </summary>
[SettingsSection("Quotas")]
internal sealed record QuotaSettings
{
    /// <summary>Distinct cards in an hour of the city.</summary>
    public int CardsPerHour { get; init; } = 5_000;

    /// <summary>Distinct cards in a day of the city.</summary>
    public int CardsPerDay { get; init; } = 25_000;

    /// <summary>Eligibility questions about one card in a day: a birthday shows when the answer turns.</summary>
    public int EligibilityPerCard { get; init; } = 100;

    /// <summary>The share of distinct cards that are not valid above which the alarm is raised, in percent.</summary>
    public int MissPercent { get; init; } = 25;

    /// <summary>Distinct cards in a window before the share counts.</summary>
    public int MissAfter { get; init; } = 100;

    /// <summary>Minutes without answers after an alarm.</summary>
    public int CoolingMinutes { get; init; } = 60;

    /// <summary>Reads the section.</summary>
    /// <exception cref="SettingException">A value is no positive number.</exception>
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
            CoolingMinutes = Positive(nameof(CoolingMinutes), defaults.CoolingMinutes),
        };

        int Positive(string name, int byDefault)
        {
            if (section[name] is not { Length: > 0 } text) return byDefault;
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0
                ? value
                : throw new SettingException($"{section.Path}:{name}", "it is a positive whole number.");
        }
    }
}
