namespace PartnerApi.Sealing;

/// <summary>
/// Derives keys. Nothing else has access to the secrets, which are in this process (<see cref="LocalKeyService"/>) or in a service with its own rate
/// limit. Such a limit prevents someone who has stolen the database from trying all 10^14 numbers. Safe for concurrent use.
/// </summary>
public interface IKeyService
{
    /// <summary>
    /// Fills <paramref name="key"/> with HKDF-SHA256 (RFC 5869) of the label's secret: no salt, info = label || 0x00 || context.
    /// </summary>
    /// <param name="label">The secret and the purpose of the key.</param>
    /// <param name="context">The data to which the key is bound, for example a card's digits. May be empty.</param>
    /// <param name="key">The key, 1 to 8,160 bytes. A key of 32 bytes costs a single HMAC.</param>
    /// <exception cref="SecretNotLoadedException">This process does not hold the label's secret.</exception>
    void Derive(KeyLabel label, ReadOnlySpan<byte> context, Span<byte> key);

    /// <summary>True if this process can derive keys from <paramref name="secret"/>.</summary>
    bool Holds(Secret secret);
}
