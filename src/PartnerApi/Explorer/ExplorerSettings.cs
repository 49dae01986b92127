using PartnerApi.Core;

namespace PartnerApi.Explorer;

/// <summary>Whether the gateway serves the explorer; configuration section <c>Explorer</c>.</summary>
[SettingsSection(Section)]
internal sealed record ExplorerSettings
{
    private const string Section = "Explorer";

    /// <summary>Whether <c>/explorer</c> exists. By default, only in the sandbox.</summary>
    public bool Enabled { get; init; }

    /// <summary>Reads the section.</summary>
    /// <exception cref="SettingException">The value is not a Boolean.</exception>
    public static ExplorerSettings Read(IConfiguration configuration, bool isSandbox)
    {
        if (configuration.GetSection(Section)[nameof(Enabled)] is not { Length: > 0 } text) return new() { Enabled = isSandbox };
        return bool.TryParse(text, out var enabled) ? new() { Enabled = enabled } : throw new SettingException($"{Section}:{nameof(Enabled)}", "expected true or false.");
    }
}
