using System.Security.Cryptography;
using System.Text;
using PartnerApi.Core;

namespace PartnerApi.Sealing;

/// <summary>
/// A key in a PEM file (RFC 7468) in <c>DATA/keys</c>, readable by its owner only, and created if it is missing. To rotate the signing key NAME, rename
/// <c>NAME.pem</c> to <c>NAME-old.pem</c> and restart. Its signatures are accepted until that file is deleted.
/// </summary>
public static class KeyFile
{
    private const string Setting = "Data";

    /// <summary>The folder of the key files.</summary>
    public static string Folder(string dataFolder) => Path.Combine(dataFolder, "keys");

    /// <summary>Loads or creates the current P-256 signing key of that name (PKCS #8).</summary>
    /// <exception cref="SettingException">The file cannot be created or read, is accessible to others, or has no such key.</exception>
    public static ECDsa LoadSigning(string dataFolder, string name)
    {
        var file = Path.Combine(Folder(dataFolder), $"{name}.pem");
        return ReadSigning(file, ReadOrCreate(file, () =>
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            return key.ExportPkcs8PrivateKeyPem();
        }));
    }

    /// <summary>Loads the retired signing keys of that name, if any.</summary>
    /// <exception cref="SettingException">A file is invalid.</exception>
    public static IReadOnlyList<ECDsa> LoadRetired(string dataFolder, string name) =>
        [.. Directory.EnumerateFiles(Folder(dataFolder), $"{name}-*.pem").Order(StringComparer.Ordinal).Select(file => ReadSigning(file, ReadPrivate(file)))];

    /// <summary>Reads the file, after creating it if it is missing.</summary>
    /// <exception cref="SettingException">The file cannot be created or read, or is accessible to others.</exception>
    public static string ReadOrCreate(string file, Func<string> create)
    {
        try
        {
            PrivateFile.CreateIfMissing(file, () => Encoding.ASCII.GetBytes(create() + '\n'));
            return ReadPrivate(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SettingException(Setting, $"the file {Path.GetFileName(file)} in its folder keys cannot be created or read ({error.GetType().Name}).", error);
        }
    }

    private static ECDsa ReadSigning(string file, string pem)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            if (key.KeySize == 256) return key;
        }
        catch (Exception error) when (error is ArgumentException or CryptographicException)
        {
            // Reported below, with the same message.
        }
        key.Dispose();
        throw new SettingException(Setting, $"the file {Path.GetFileName(file)} in its folder keys must contain a P-256 private key as PEM.");
    }

    private static string ReadPrivate(string file)
    {
        if (PrivateFile.IsOpenToOthers(file))
        {
            throw new SettingException(
                Setting, $"the file {Path.GetFileName(file)} in its folder keys is accessible to others. Make it accessible to its owner only (chmod 600).");
        }
        return File.ReadAllText(file);
    }
}
