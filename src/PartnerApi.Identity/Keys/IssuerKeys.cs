using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;
using PartnerApi.Sealing;

namespace PartnerApi.Identity.Keys;

/// <summary>The embedded issuer's keys, loaded at startup. They do not change while the process runs.</summary>
public sealed class IssuerKeys : IVerificationKeys
{
    private const string Algorithm = SecurityAlgorithms.EcdsaSha256;

    private IssuerKeys(ECDsaSecurityKey signing, IReadOnlyList<ECDsaSecurityKey> retired, byte[] encryption)
    {
        Signing = signing;
        Retired = retired;
        Encryption = encryption;
        Current = new VerificationKeySet(retired.Prepend(signing).DistinctBy(key => key.KeyId)
            .Select(key => new VerificationKey(key.KeyId, Algorithm, PublicHalf(key.ECDsa), key.KeyId)));
    }

    /// <summary>The key that signs tokens. Its id is its RFC 7638 thumbprint.</summary>
    public ECDsaSecurityKey Signing { get; }

    /// <summary>The keys that signed tokens before a rotation.</summary>
    public IReadOnlyList<ECDsaSecurityKey> Retired { get; }

    /// <summary>The encryption key, of 32 bytes.</summary>
    public byte[] Encryption { get; }

    /// <inheritdoc/>
    public VerificationKeySet Current { get; }

    /// <summary>Reads the key files, and creates missing ones.</summary>
    public static IssuerKeys Load(string dataFolder) => new(
        WithId(SharedEcdsa.OfPrivate(KeyFiles.LoadSigningKey(dataFolder))),
        [.. KeyFiles.LoadRetiredSigningKeys(dataFolder).Select(key => WithId(SharedEcdsa.OfPrivate(key)))],
        KeyFiles.LoadEncryptionKey(dataFolder));

    /// <inheritdoc/>
    public void ReportUnknownKey()
    {
        // All keys are loaded.
    }

    private static ECDsaSecurityKey WithId(SharedEcdsa key)
    {
        var security = new ECDsaSecurityKey(key);
        security.KeyId = Base64UrlEncoder.Encode(security.ComputeJwkThumbprint());
        return security;
    }

    private static ECDsaSecurityKey PublicHalf(ECDsa key) =>
        WithId(SharedEcdsa.OfPublic(key.ExportParameters(includePrivateParameters: false)));
}
