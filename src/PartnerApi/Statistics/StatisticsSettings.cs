using PartnerApi.Core;
using PartnerApi.Policy.Statistics;

namespace PartnerApi.Statistics;

/// <summary>Settings of the enrollment statistics; configuration section <c>Statistics</c>.</summary>
[SettingsSection(Section)]
internal sealed record StatisticsSettings
{
    public const string Section = "Statistics";

    // The entry of a holder's card and its end.
    private const int LeastMonths = 2;

    private const int MostMonths = 120;
    private const int MostDays = 365;
    private const int SandboxMonths = 36;

    // The sandbox has 90 times fewer holders than the city for which the default was chosen. With 90 times the epsilon, its margins have the same proportion
    // to its counts. Its people are invented, so privacy does not matter.
    private const int SandboxMillionths = 90 * EpsilonSplit.DefaultMillionths;

    /// <summary>The first month of the statistics. Earlier events do not count. The first import fixes it; later values have no effect.</summary>
    public Month FirstMonth { get; init; } = new(2015, 1);

    /// <summary>
    /// The most months in which a holder counts, including the month in which the holder's card ends. With a month's epsilon, it limits the privacy loss over a
    /// lifetime.
    /// </summary>
    public int MonthsPerHolder { get; init; } = 4;

    /// <summary>The privacy budget of a month, in millionths.</summary>
    public int EpsilonMillionths { get; init; } = EpsilonSplit.DefaultMillionths;

    /// <summary>Days between a month's end and its release, for late events.</summary>
    public int ReleaseAfterDays { get; init; } = 10;

    /// <summary>The percent of the cards in force that an import must name to make months final.</summary>
    public int FinalPercent { get; init; } = 90;

    /// <summary>Whether the gateway releases due months; otherwise, <c>statistics release</c> does.</summary>
    public bool ReleaseAutomatically { get; init; } = true;

    /// <summary>A file with the residents of each borough and age band (<see cref="Population"/>), for rates. Without a file, there are no rates.</summary>
    public string? PopulationFile { get; init; }

    /// <summary>The most privacy loss of a holder over a lifetime, in millionths of epsilon.</summary>
    public int LifetimeMillionths => MonthsPerHolder * EpsilonMillionths;

    /// <summary>Whether a month may be released on a day.</summary>
    public bool IsDue(Month month, DateOnly today) => today >= month.Next.FirstDay.AddDays(ReleaseAfterDays);

    /// <summary>A day for reading the section when the first month does not matter yet.</summary>
    internal static readonly DateOnly AnyDay = new(2020, 1, 1);

    /// <summary>Reads the section. In the sandbox, the invented statistics begin three years ago, and every import makes months final.</summary>
    /// <exception cref="SettingException">A value is out of range.</exception>
    public static StatisticsSettings Read(IConfiguration configuration, IHostEnvironment environment, DateOnly today)
    {
        var section = configuration.GetSection(Section);
        var defaults = new StatisticsSettings();
        return new StatisticsSettings
        {
            FirstMonth = First(environment.IsSandbox() ? new Month(Month.Of(today).Index - SandboxMonths) : defaults.FirstMonth),
            MonthsPerHolder = Number(nameof(MonthsPerHolder), defaults.MonthsPerHolder, LeastMonths, MostMonths),
            EpsilonMillionths = Number(
                nameof(EpsilonMillionths), environment.IsSandbox() ? SandboxMillionths : defaults.EpsilonMillionths,
                EpsilonSplit.LeastMillionths, DiscreteLaplace.MostMillionths),
            ReleaseAfterDays = Number(nameof(ReleaseAfterDays), defaults.ReleaseAfterDays, 0, MostDays),
            FinalPercent = Number(nameof(FinalPercent), environment.IsSandbox() ? 0 : defaults.FinalPercent, 0, 100),
            ReleaseAutomatically = Flag(nameof(ReleaseAutomatically), defaults.ReleaseAutomatically),
            PopulationFile = section[nameof(PopulationFile)],
        };

        Month First(Month byDefault)
        {
            if (section[nameof(FirstMonth)] is not { Length: > 0 } text) return byDefault;
            return Month.TryParse(text, out var month)
                ? month
                : throw new SettingException($"{section.Path}:{nameof(FirstMonth)}", "expected a month like 2015-01.");
        }

        int Number(string name, int byDefault, int least, int most) => SettingNumber.Read(section, name, byDefault, least, most);

        bool Flag(string name, bool byDefault)
        {
            if (section[name] is not { Length: > 0 } text) return byDefault;
            return bool.TryParse(text, out var value) ? value : throw new SettingException($"{section.Path}:{name}", "expected true or false.");
        }
    }
}
