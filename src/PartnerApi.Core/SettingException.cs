namespace PartnerApi.Core;

/// <summary>A setting is missing or invalid. The message names the setting and the reason, and never contains its value.</summary>
public sealed class SettingException(string setting, string problem, Exception? cause = null)
    : Exception($"Setting {setting}: {problem}", cause)
{
    /// <summary>The setting's configuration key, for example <c>Secrets:Lookup:File</c>.</summary>
    public string Setting { get; } = setting;
}
