namespace PartnerApi.Sealing;

/// <summary>A key was asked for whose secret this process does not load, because it serves partners only.</summary>
public sealed class SecretNotLoadedException(Secret secret)
    : InvalidOperationException(
        $"The {secret.ToString().ToLowerInvariant()} secret is not loaded: run this where the setting Gateway:Serve is not Partners and Secrets:{secret} is set.");

/// <summary>A sealed value does not open: it was changed, moved to another row, or sealed with other secrets.</summary>
public sealed class SealBrokenException(Exception? cause = null)
    : Exception("A sealed value does not open: it was changed, moved, or sealed with other secrets.", cause);
