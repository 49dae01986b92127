using PartnerApi.Core;

namespace PartnerApi.Sandbox;

/// <summary>The size of the sandbox; section <c>Sandbox</c> of the configuration.</summary>
[SettingsSection(Section)]
internal sealed record SandboxSettings
{
    private const string Section = "Sandbox";
    private const int MostCards = 1_000_000;

    /// <summary>Invented cards beside the test cards, written when the data folder is new.</summary>
    public int Cards { get; init; } = 10_000;

    /// <summary>Reads the section.</summary>
    /// <exception cref="SettingException">The value is out of range.</exception>
    public static SandboxSettings Read(IConfiguration configuration) =>
        new() { Cards = SettingNumber.Read(configuration.GetSection(Section), nameof(Cards), new SandboxSettings().Cards, 0, MostCards) };
}
