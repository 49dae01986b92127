using Microsoft.AspNetCore.Server.Kestrel.Core;
using PartnerApi.Core;

namespace PartnerApi.Hosting;

/// <summary>Timeouts for clients; configuration section <c>Http</c>.</summary>
[SettingsSection("Http")]
internal sealed record HttpSettings
{
    // The server checks once a second.
    private const int Shortest = 2;
    private const int Longest = 3600;

    // The rate of the slowest supported link.
    private const double BytesPerSecond = 240;

    /// <summary>Seconds in which a request's body should arrive. A body that takes longer must arrive at 240 bytes a second or more.</summary>
    public int BodySeconds { get; init; } = 5;

    /// <summary>The limit in the server's form. A slower body results in status 408.</summary>
    public MinDataRate BodyRate => new(BytesPerSecond, TimeSpan.FromSeconds(BodySeconds));

    /// <summary>Reads the section.</summary>
    /// <exception cref="SettingException">A value is out of range.</exception>
    public static HttpSettings Read(IConfigurationSection section) =>
        new() { BodySeconds = SettingNumber.Read(section, nameof(BodySeconds), new HttpSettings().BodySeconds, Shortest, Longest) };
}
