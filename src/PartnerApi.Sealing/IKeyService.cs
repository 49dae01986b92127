namespace PartnerApi.Sealing;

/// <summary>
/// Derives keys; the only way to a secret. The secrets may stand in this process (<see cref="LocalKeyService"/>) or behind a service with a
/// rate limit of its own, which is what keeps a thief of the database from trying all 10^14 numbers. Safe for concurrent use.
/// </summary>
public interface IKeyService
{
    /// <summary>
    /// Fills <paramref name="key"/> with HKDF-SHA256 (RFC 5869) of the label's secret: no salt, info = label || 0x00 || context.
    /// </summary>
    /// <param name="label">Which secret, and what the key is for.</param>
    /// <param name="context">What the key is bound to, for example a card's digits; may be empty.</param>
    /// <param name="key">The key, 1 to 8,160 bytes; one of 32 costs a single HMAC.</param>
    /// <exception cref="SecretNotLoadedException">This process does not hold the label's secret.</exception>
    void Derive(KeyLabel label, ReadOnlySpan<byte> context, Span<byte> key);

    /// <summary>Whether keys can be derived from <paramref name="secret"/> here.</summary>
    bool Holds(Secret secret);
}
