using PartnerApi.Core;

namespace PartnerApi.Identity.Attempts;

/// <summary>How often a password or a client secret can be tried; section <c>Attempts</c> of the configuration.</summary>
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

    /// <summary>Failures for one name from one address in five minutes; further ones wait until these are over.</summary>
    public int OfNameFromAddress { get; init; } = 5;

    /// <summary>Failures from one address in five minutes, whatever the names.</summary>
    public int FromAddress { get; init; } = 50;

    /// <summary>Failures for one name in an hour, whatever the addresses; then addresses that never signed in to that name are delayed.</summary>
    public int OfName { get; init; } = 100;

    /// <summary>Seconds by which they are delayed.</summary>
    public int DelaySeconds { get; init; } = 5;

    /// <summary>Passwords that wait to be checked; one is checked at a time.</summary>
    public int Waiting { get; init; } = 64;

    /// <summary>Passwords from one address that wait to be checked.</summary>
    public int WaitingFromAddress { get; init; } = 4;

    /// <summary>
    /// Names, addresses, and pairs of them whose failures are counted at a time, about 100 bytes each. Beyond that new ones are not counted; the queue of
    /// checks still bounds what they cost.
    /// </summary>
    public int Remembered { get; init; } = 100_000;

    /// <summary>Addresses that are remembered as having signed in to a name, the latest ones.</summary>
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
