using System.Security.Cryptography;

namespace PartnerApi.Sealing;

/// <summary>
/// One key for concurrent use. <see cref="ECDsa"/> is not documented as thread-safe, but the libraries that sign and verify tokens use one object from
/// every thread. This type gives each thread its own.
/// </summary>
public sealed class SharedEcdsa : ECDsa
{
    private readonly ThreadLocal<ECDsa> keys;

    /// <summary>Shares the key that a function creates for each thread.</summary>
    /// <param name="create">Creates the key for a thread. Several threads may call it at once. The keys are released with their threads.</param>
    public SharedEcdsa(Func<ECDsa> create) => keys = new ThreadLocal<ECDsa>(create);

    /// <inheritdoc/>
    public override int KeySize => keys.Value!.KeySize;

    /// <inheritdoc/>
    public override KeySizes[] LegalKeySizes => keys.Value!.LegalKeySizes;

    /// <summary>Shares a private key. The key itself must not be used afterwards.</summary>
    public static SharedEcdsa OfPrivate(ECDsa key) => new(() => Copy(key));

    /// <summary>Shares a public key, which can only verify.</summary>
    public static SharedEcdsa OfPublic(ECParameters key) => new(() => Create(key));

    /// <inheritdoc/>
    public override ECParameters ExportParameters(bool includePrivateParameters) => keys.Value!.ExportParameters(includePrivateParameters);

    /// <inheritdoc/>
    public override byte[] SignHash(byte[] hash) => keys.Value!.SignHash(hash);

    /// <inheritdoc/>
    public override bool TrySignHash(ReadOnlySpan<byte> hash, Span<byte> destination, out int bytesWritten) =>
        keys.Value!.TrySignHash(hash, destination, out bytesWritten);

    /// <inheritdoc/>
    public override bool VerifyHash(byte[] hash, byte[] signature) => keys.Value!.VerifyHash(hash, signature);

    /// <inheritdoc/>
    public override bool VerifyHash(ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature) => keys.Value!.VerifyHash(hash, signature);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) keys.Dispose();
        base.Dispose(disposing);
    }

    private static ECDsa Copy(ECDsa key)
    {
        ECParameters parameters;
        lock (key) parameters = key.ExportParameters(includePrivateParameters: true);
        try
        {
            return Create(parameters);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(parameters.D);
        }
    }
}
