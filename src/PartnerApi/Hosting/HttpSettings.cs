using Microsoft.AspNetCore.Server.Kestrel.Core;
using PartnerApi.Core;

namespace PartnerApi.Hosting;

/// <summary>How long the server waits for callers; section <c>Http</c> of the configuration.</summary>
[SettingsSection("Http")]
internal sealed record HttpSettings
{
    // The server looks once a second.
    private const int Shortest = 2;
    private const int Longest = 3600;

    // What the slowest link still has.
    private const double BytesPerSecond = 240;

    /// <summary>Seconds that a request's body may take; one that takes longer must arrive at 240 bytes a second at least.</summary>
    public int BodySeconds { get; init; } = 5;

    /// <summary>The same, for the server: a body that falls behind ends in a status of 408.</summary>
    public MinDataRate BodyRate => new(BytesPerSecond, TimeSpan.FromSeconds(BodySeconds));

    /// <summary>Reads the section.</summary>
    /// <exception cref="SettingException">A value is out of its range.</exception>
    public static HttpSettings Read(IConfigurationSection section) =>
        new() { BodySeconds = SettingNumber.Read(section, nameof(BodySeconds), new HttpSettings().BodySeconds, Shortest, Longest) };
}
