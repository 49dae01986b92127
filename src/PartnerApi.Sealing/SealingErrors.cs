namespace PartnerApi.Sealing;

/// <summary>The requested key needs a secret that this process does not load, because it serves only partners.</summary>
public sealed class SecretNotLoadedException(Secret secret)
    : InvalidOperationException(
        $"The {secret.ToString().ToLowerInvariant()} secret is not loaded. Run this where the setting Gateway:Serve is not Partners and Secrets:{secret} is set.");

/// <summary>A sealed value cannot be opened: it was changed, moved to another row, or sealed with other secrets.</summary>
public sealed class SealBrokenException(Exception? cause = null)
    : Exception("A sealed value cannot be opened: it was changed, moved, or sealed with other secrets.", cause);
