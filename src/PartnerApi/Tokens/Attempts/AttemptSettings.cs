using System.Globalization;
using PartnerApi.Contract;
using PartnerApi.Sealing;

namespace PartnerApi.Tokens.Attempts;

/// <summary>How often a password or a client secret can be tried; section <c>Attempts</c> of the configuration.</summary>
[SettingsSection("Attempts")]
internal sealed record AttemptSettings
{
    /// <summary>Failures for one name from one address in five minutes; further ones wait for the next five.</summary>
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

    /// <summary>Reads the section.</summary>
    /// <exception cref="SettingException">A value is no positive number.</exception>
    public static AttemptSettings Read(IConfiguration configuration)
    {
        var section = configuration.GetSection("Attempts");
        var defaults = new AttemptSettings();
        return new AttemptSettings
        {
            OfNameFromAddress = Positive(nameof(OfNameFromAddress), defaults.OfNameFromAddress),
            FromAddress = Positive(nameof(FromAddress), defaults.FromAddress),
            OfName = Positive(nameof(OfName), defaults.OfName),
            DelaySeconds = Positive(nameof(DelaySeconds), defaults.DelaySeconds),
            Waiting = Positive(nameof(Waiting), defaults.Waiting),
            WaitingFromAddress = Positive(nameof(WaitingFromAddress), defaults.WaitingFromAddress),
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
