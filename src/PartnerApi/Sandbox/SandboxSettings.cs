using PartnerApi.Core;

namespace PartnerApi.Sandbox;

/// <summary>The size of the sandbox; configuration section <c>Sandbox</c>.</summary>
[SettingsSection(Section)]
internal sealed record SandboxSettings
{
    private const string Section = "Sandbox";
    private const int MostCards = 1_000_000;

    /// <summary>Invented cards in addition to the test cards, written to a new data folder.</summary>
    public int Cards { get; init; } = 10_000;

    /// <summary>Reads the section.</summary>
    /// <exception cref="SettingException">The value is out of range.</exception>
    public static SandboxSettings Read(IConfiguration configuration) =>
        new() { Cards = SettingNumber.Read(configuration.GetSection(Section), nameof(Cards), new SandboxSettings().Cards, 0, MostCards) };
}
