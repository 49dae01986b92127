using PartnerApi.Core;

namespace PartnerApi.Identity.Attempts;

/// <summary>Limits on attempts with passwords and client secrets; section <c>Attempts</c> of the configuration.</summary>
[SettingsSection(Section)]
internal sealed record AttemptSettings
{
    private const string Section = "Attempts";

    private const int Most = 1_000_000;
    private const int LongestDelay = 300;
    private const int MostWaiting = 10_000;
    private const int LeastRemembered = 1_000;
    private const int MostRemembered = 10_000_000;
    private const int MostKnown = 10_000;

    /// <summary>The number of failures for one name from one address in five minutes; further attempts are refused until the five minutes are over.</summary>
    public int OfNameFromAddress { get; init; } = 5;

    /// <summary>The number of failures from one address in five minutes, for all names together.</summary>
    public int FromAddress { get; init; } = 50;

    /// <summary>The number of failures for one name in an hour, from all addresses; then addresses that never signed in with that name are delayed.</summary>
    public int OfName { get; init; } = 100;

    /// <summary>How long such addresses wait for each check, in seconds.</summary>
    public int DelaySeconds { get; init; } = 5;

    /// <summary>The number of passwords that can wait for their check; one is checked at a time.</summary>
    public int Waiting { get; init; } = 64;

    /// <summary>The number of passwords from one address that can wait for their check.</summary>
    public int WaitingFromAddress { get; init; } = 4;

    /// <summary>
    /// The number of names, addresses, and pairs of them with counted failures, about 100 bytes each. Beyond that, failures of others are not counted; the
    /// queue of checks still limits their cost.
    /// </summary>
    public int Remembered { get; init; } = 100_000;

    /// <summary>The number of latest addresses that are remembered for each name after a successful sign-in.</summary>
    public int KnownAddresses { get; init; } = 32;

    /// <summary>Reads the section.</summary>
    /// <exception cref="SettingException">A value is out of its range.</exception>
    public static AttemptSettings Read(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        var defaults = new AttemptSettings();
        return new AttemptSettings
        {
            OfNameFromAddress = Number(nameof(OfNameFromAddress), defaults.OfNameFromAddress, Most),
            FromAddress = Number(nameof(FromAddress), defaults.FromAddress, Most),
            OfName = Number(nameof(OfName), defaults.OfName, Most),
            DelaySeconds = Number(nameof(DelaySeconds), defaults.DelaySeconds, LongestDelay),
            Waiting = Number(nameof(Waiting), defaults.Waiting, MostWaiting),
            WaitingFromAddress = Number(nameof(WaitingFromAddress), defaults.WaitingFromAddress, MostWaiting),
            Remembered = Number(nameof(Remembered), defaults.Remembered, MostRemembered, LeastRemembered),
            KnownAddresses = Number(nameof(KnownAddresses), defaults.KnownAddresses, MostKnown),
        };

        int Number(string name, int byDefault, int most, int least = 1) => SettingNumber.Read(section, name, byDefault, least, most);
    }
}
