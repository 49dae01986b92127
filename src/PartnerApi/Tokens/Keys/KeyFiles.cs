using System.Security.Cryptography;
using PartnerApi.Sealing;

namespace PartnerApi.Tokens.Keys;

/// <summary>
/// The embedded issuer's keys, each a file in <c>DATA/keys</c> that only its owner may read. They are random and made when missing. To rotate the
/// signing key, rename <c>token-signing.pem</c> to <c>token-signing-old.pem</c> and start anew: tokens it signed are accepted until that file is
/// deleted, ten minutes later at the earliest.
/// </summary>
internal static class KeyFiles
{
    private const string SigningFile = "token-signing.pem";
    private const string RetiredPattern = "token-signing-*.pem";
    private const string EncryptionFile = "token-encryption.pem";
    private const string EncryptionLabel = "PARTNER-API TOKEN ENCRYPTION KEY";
    private const int EncryptionKeySize = 32;
    private const string Setting = "Data";

    /// <summary>The folder of the key files.</summary>
    public static string Folder(string dataFolder) => Path.Combine(dataFolder, "keys");

    /// <summary>The P-256 key that signs (PKCS #8 as PEM, RFC 7468).</summary>
    public static ECDsa LoadSigningKey(string dataFolder)
    {
        var file = Path.Combine(Folder(dataFolder), SigningFile);
        return ReadSigningKey(file, ReadOrCreate(file, () =>
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            return key.ExportPkcs8PrivateKeyPem();
        }));
    }

    /// <summary>Keys that once signed and are still accepted, often none.</summary>
    public static IReadOnlyList<ECDsa> LoadRetiredSigningKeys(string dataFolder) =>
        [.. Directory.EnumerateFiles(Folder(dataFolder), RetiredPattern).Order(StringComparer.Ordinal)
            .Select(file => ReadSigningKey(file, ReadPrivate(file)))];

    /// <summary>32 bytes. OpenIddict asks for such a key, though access tokens are not encrypted.</summary>
    public static byte[] LoadEncryptionKey(string dataFolder)
    {
        var file = Path.Combine(Folder(dataFolder), EncryptionFile);
        var pem = ReadOrCreate(file, () => PemEncoding.WriteString(EncryptionLabel, RandomNumberGenerator.GetBytes(EncryptionKeySize)));
        if (PemEncoding.TryFind(pem, out var fields) && pem[fields.Label] == EncryptionLabel && fields.DecodedDataLength == EncryptionKeySize)
        {
            return Convert.FromBase64String(pem[fields.Base64Data]);
        }
        throw new SettingException(Setting, $"the file {Path.GetFileName(file)} in its keys does not hold a key of this program.");
    }

    private static ECDsa ReadSigningKey(string file, string pem)
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

    /// <summary>
    /// Reads the file, or makes it first: complete and readable by its owner alone before it gets its name, so that of two processes
    /// that start at once both use the key of the one that was faster.
    /// </summary>
    private static string ReadOrCreate(string file, Func<string> create)
    {
        try
        {
            if (!File.Exists(file)) Create(file, create);
            return ReadPrivate(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SettingException(Setting, $"the file {Path.GetFileName(file)} in its keys cannot be made or read ({error.GetType().Name}).", error);
        }
    }

    private static void Create(string file, Func<string> create)
    {
        CreateFolder(Path.GetDirectoryName(file)!);
        var draft = $"{file}.{RandomNumberGenerator.GetHexString(16)}.new";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(draft, options)) writer.Write(create() + '\n');
        try
        {
            File.Move(draft, file, overwrite: false);
        }
        catch (IOException) when (File.Exists(file))
        {
            File.Delete(draft);
        }
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

    private static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
