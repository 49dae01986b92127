using PartnerApi.Core;

namespace PartnerApi.Identity.SignIn;

/// <summary>The lifetime of people's sessions; section <c>Sessions</c> of the configuration.</summary>
[SettingsSection(Section)]
internal sealed record SessionSettings
{
    private const string Section = "Sessions";

    private const int MostHours = 24;

    // The pages renew a token when they need one, and a token lasts for ten minutes.
    private const int LeastIdleMinutes = 15;
    private const int MinutesPerHour = 60;

    /// <summary>How long after the sign-in a session ends, in hours, whatever the person does.</summary>
    public int Hours { get; init; } = 8;

    /// <summary>How long after its last renewal a session ends, in minutes.</summary>
    public int IdleMinutes { get; init; } = 60;

    /// <summary>Reads the section.</summary>
    /// <exception cref="SettingException">A value is out of its range.</exception>
    public static SessionSettings Read(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        var defaults = new SessionSettings();
        return new SessionSettings
        {
            Hours = SettingNumber.Read(section, nameof(Hours), defaults.Hours, 1, MostHours),
            IdleMinutes = SettingNumber.Read(section, nameof(IdleMinutes), defaults.IdleMinutes, LeastIdleMinutes, MostHours * MinutesPerHour),
        };
    }

    /// <summary>When a session ends in any case.</summary>
    public DateTimeOffset EndOf(PersonSession session) => session.SignedInAt.AddHours(Hours);
}
