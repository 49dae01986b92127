using System.Security.Cryptography;
using PartnerApi.Core;
using PartnerApi.Sealing;

namespace PartnerApi.Identity.Keys;

/// <summary>
/// The embedded issuer's keys. To rotate the signing key, rename <c>token-signing.pem</c> to <c>token-signing-old.pem</c> and restart the gateway: tokens
/// of the old key are accepted until that file is deleted, which can be done after the hours of a session (<c>Sessions:Hours</c>).
/// </summary>
internal static class KeyFiles
{
    private const string Signing = "token-signing";
    private const string EncryptionFile = "token-encryption.pem";
    private const string EncryptionLabel = "PARTNER-API TOKEN ENCRYPTION KEY";
    private const int EncryptionKeySize = 32;

    public static ECDsa LoadSigningKey(string dataFolder) => KeyFile.LoadSigning(dataFolder, Signing);

    /// <summary>Previous signing keys that are still accepted, usually none.</summary>
    public static IReadOnlyList<ECDsa> LoadRetiredSigningKeys(string dataFolder) => KeyFile.LoadRetired(dataFolder, Signing);

    /// <summary>An encryption key of 32 bytes. Codes and refresh tokens are encrypted; access tokens are not.</summary>
    public static byte[] LoadEncryptionKey(string dataFolder)
    {
        var file = Path.Combine(KeyFile.Folder(dataFolder), EncryptionFile);
        var pem = KeyFile.ReadOrCreate(file, () => PemEncoding.WriteString(EncryptionLabel, RandomNumberGenerator.GetBytes(EncryptionKeySize)));
        if (PemEncoding.TryFind(pem, out var fields) && pem[fields.Label] == EncryptionLabel && fields.DecodedDataLength == EncryptionKeySize)
        {
            return Convert.FromBase64String(pem[fields.Base64Data]);
        }
        throw new SettingException("Data", $"the file {EncryptionFile} in its keys does not contain a key of this program.");
    }
}
