using System.Security.Cryptography;
using System.Text;
using PartnerApi.Core;

namespace PartnerApi.Sealing;

/// <summary>
/// A key as a PEM file (RFC 7468) in <c>DATA/keys</c> that only its owner may read, made when it is missing. A signing key NAME is rotated by renaming
/// <c>NAME.pem</c> to <c>NAME-old.pem</c> and starting anew: what it signed is accepted as long as that file is there.
/// </summary>
public static class KeyFile
{
    private const string Setting = "Data";

    /// <summary>The folder of the key files.</summary>
    public static string Folder(string dataFolder) => Path.Combine(dataFolder, "keys");

    /// <summary>The P-256 key of that name that signs (PKCS #8).</summary>
    /// <exception cref="SettingException">The file cannot be made or read, others can read it, or it holds something else.</exception>
    public static ECDsa LoadSigning(string dataFolder, string name)
    {
        var file = Path.Combine(Folder(dataFolder), $"{name}.pem");
        return ReadSigning(file, ReadOrCreate(file, () =>
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            return key.ExportPkcs8PrivateKeyPem();
        }));
    }

    /// <summary>Keys of that name that once signed, often none.</summary>
    /// <exception cref="SettingException">One of the files is of no use.</exception>
    public static IReadOnlyList<ECDsa> LoadRetired(string dataFolder, string name) =>
        [.. Directory.EnumerateFiles(Folder(dataFolder), $"{name}-*.pem").Order(StringComparer.Ordinal).Select(file => ReadSigning(file, ReadPrivate(file)))];

    /// <summary>Reads the file, or makes it first.</summary>
    /// <exception cref="SettingException">It cannot be made or read, or others can read it.</exception>
    public static string ReadOrCreate(string file, Func<string> create)
    {
        try
        {
            PrivateFile.CreateIfMissing(file, () => Encoding.ASCII.GetBytes(create() + '\n'));
            return ReadPrivate(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SettingException(Setting, $"the file {Path.GetFileName(file)} in its keys cannot be made or read ({error.GetType().Name}).", error);
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
            // Said below, in the same words.
        }
        key.Dispose();
        throw new SettingException(Setting, $"the file {Path.GetFileName(file)} in its keys must hold a P-256 private key as PEM.");
    }

    private static string ReadPrivate(string file)
    {
        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & others) != 0)
        {
            throw new SettingException(
                Setting, $"the file {Path.GetFileName(file)} in its keys can be read by others; make it readable by its owner only (chmod 600).");
        }
        return File.ReadAllText(file);
    }
}
