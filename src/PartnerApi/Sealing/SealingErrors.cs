namespace PartnerApi.Sealing;

/// <summary>A setting is missing or of no use: <paramref name="setting"/> names it, the message says why and never holds its value.</summary>
internal sealed class SettingException(string setting, string problem, Exception? cause = null)
    : Exception($"Setting {setting}: {problem}", cause)
{
    /// <summary>The setting's configuration key, for example <c>Secrets:Lookup:File</c>.</summary>
    public string Setting { get; } = setting;
}

/// <summary>A key was asked for whose secret this process does not load, because it serves partners only.</summary>
internal sealed class SecretNotLoadedException(Secret secret)
    : InvalidOperationException(
        $"The {secret.ToString().ToLowerInvariant()} secret is not loaded: run this where the setting Gateway:Serve is not Partners and Secrets:{secret} is set.");

/// <summary>A sealed value does not open: it was changed, moved to another row, or sealed with other secrets.</summary>
internal sealed class SealBrokenException(Exception? cause = null)
    : Exception("A sealed value does not open: it was changed, moved, or sealed with other secrets.", cause);
