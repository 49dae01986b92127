using System.Globalization;
using PartnerApi.Core;
using PartnerApi.Policy.Statistics;

namespace PartnerApi.Statistics;

/// <summary>What is counted and at what price; section <c>Statistics</c> of the configuration.</summary>
[SettingsSection(Section)]
internal sealed record StatisticsSettings
{
    /// <summary>The section's name.</summary>
    public const string Section = "Statistics";

    private const int MostMonths = 120;
    private const int MostDays = 365;
    private const int SandboxMonths = 36;

    // The sandbox's city is 90 times smaller than the one that the default is chosen for: at 90 times the epsilon its margins are in the same proportion
    // to its counts. Its people are invented.
    private const int SandboxMillionths = 90 * EpsilonSplit.DefaultMillionths;

    /// <summary>The first month that is counted; events before it count in it.</summary>
    public Month FirstMonth { get; init; } = new(2015, 1);

    /// <summary>In how many months a holder counts at most: with a month's epsilon, what can be learned of one holder over a lifetime.</summary>
    public int MonthsPerHolder { get; init; } = 4;

    /// <summary>The privacy budget of a month, in millionths.</summary>
    public int EpsilonMillionths { get; init; } = EpsilonSplit.DefaultMillionths;

    /// <summary>Days behind a month's end before it is released, for events that arrive late.</summary>
    public int ReleaseAfterDays { get; init; } = 10;

    /// <summary>The percent of the cards in force that an import must name to make months final.</summary>
    public int FinalPercent { get; init; } = 90;

    /// <summary>Whether the gateway releases months as they fall due; else <c>statistics release</c> does.</summary>
    public bool ReleaseAutomatically { get; init; } = true;

    /// <summary>What can be learned of one holder over a lifetime, in millionths of epsilon.</summary>
    public int LifetimeMillionths => MonthsPerHolder * EpsilonMillionths;

    /// <summary>Whether a month may be released on a day.</summary>
    public bool IsDue(Month month, DateOnly today) => today >= month.Next.FirstDay.AddDays(ReleaseAfterDays);

    /// <summary>A day to read the section with where the first month does not matter yet.</summary>
    internal static readonly DateOnly AnyDay = new(2020, 1, 1);

    /// <summary>Reads the section. The sandbox, whose figures are made up, begins three years back, and every import of a few test cards makes months final.</summary>
    /// <exception cref="SettingException">A value is out of range.</exception>
    public static StatisticsSettings Read(IConfiguration configuration, IHostEnvironment environment, DateOnly today)
    {
        var section = configuration.GetSection(Section);
        var defaults = new StatisticsSettings();
        return new StatisticsSettings
        {
            FirstMonth = First(environment.IsSandbox() ? new Month(Month.Of(today).Index - SandboxMonths) : defaults.FirstMonth),
            MonthsPerHolder = Number(nameof(MonthsPerHolder), defaults.MonthsPerHolder, 1, MostMonths),
            EpsilonMillionths = Number(
                nameof(EpsilonMillionths), environment.IsSandbox() ? SandboxMillionths : defaults.EpsilonMillionths,
                EpsilonSplit.LeastMillionths, DiscreteLaplace.MostMillionths),
            ReleaseAfterDays = Number(nameof(ReleaseAfterDays), defaults.ReleaseAfterDays, 0, MostDays),
            FinalPercent = Number(nameof(FinalPercent), environment.IsSandbox() ? 0 : defaults.FinalPercent, 0, 100),
            ReleaseAutomatically = Flag(nameof(ReleaseAutomatically), defaults.ReleaseAutomatically),
        };

        Month First(Month byDefault)
        {
            if (section[nameof(FirstMonth)] is not { Length: > 0 } text) return byDefault;
            return Month.TryParse(text, out var month) ? month : throw new SettingException($"{section.Path}:{nameof(FirstMonth)}", "it is a month such as 2015-01.");
        }

        int Number(string name, int byDefault, int least, int most)
        {
            if (section[name] is not { Length: > 0 } text) return byDefault;
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
                ? value
                : throw new SettingException($"{section.Path}:{name}", $"it is a whole number from {least} to {most}.");
        }

        bool Flag(string name, bool byDefault)
        {
            if (section[name] is not { Length: > 0 } text) return byDefault;
            return bool.TryParse(text, out var value) ? value : throw new SettingException($"{section.Path}:{name}", "it is true or false.");
        }
    }
}
