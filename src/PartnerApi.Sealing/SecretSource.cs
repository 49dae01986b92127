using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using PartnerApi.Core;

namespace PartnerApi.Sealing;

/// <summary>
/// The source of one secret: the file named by <c>Secrets:{name}:File</c>, or the value of <c>Secrets:{name}:Value</c>, each with 32 bytes in base64.
/// In the sandbox, a file is created if neither is set.
/// </summary>
internal static class SecretSource
{
    /// <summary>A file larger than this is not a secret.</summary>
    private const int MaxFileBytes = 1024;

    /// <summary>The names of all secrets' settings.</summary>
    [Setting]
    public static IEnumerable<string> Settings => Enum.GetValues<Secret>().SelectMany(secret => (string[])[FileSetting(secret), ValueSetting(secret)]);

    /// <summary>Loads one secret.</summary>
    /// <exception cref="SettingException">The secret is missing, set twice, not 32 bytes of base64, or (outside the sandbox) accessible to others.</exception>
    public static byte[] Load(IConfiguration configuration, Secret secret, bool sandbox, string sandboxFolder)
    {
        var (fileSetting, valueSetting) = (FileSetting(secret), ValueSetting(secret));
        var file = configuration[fileSetting];
        var value = configuration[valueSetting];
        if (!string.IsNullOrEmpty(file) && !string.IsNullOrEmpty(value))
        {
            throw new SettingException(fileSetting, $"both this and {valueSetting} are set. Set one of them.");
        }
        if (!string.IsNullOrEmpty(value)) return Decode(Encoding.UTF8.GetBytes(value), valueSetting);
        if (string.IsNullOrEmpty(file))
        {
            if (!sandbox) throw new SettingException(fileSetting, $"set this to a file with 32 random bytes in base64, or set {valueSetting} to the base64 text.");
            file = Path.Combine(sandboxFolder, $"{secret.ToString().ToLowerInvariant()}.secret");
            CreateIfMissing(file, fileSetting);
        }
        return Read(file, fileSetting, sandbox);
    }

    private static string FileSetting(Secret secret) => $"Secrets:{secret}:File";

    private static string ValueSetting(Secret secret) => $"Secrets:{secret}:Value";

    /// <summary>Creates a file with a new random secret, readable by its owner only. Keeps an existing file.</summary>
    private static void CreateIfMissing(string file, string setting)
    {
        try
        {
            PrivateFile.CreateIfMissing(file, () =>
            {
                var secret = RandomNumberGenerator.GetBytes(LocalKeyService.SecretLength);
                var text = Encoding.ASCII.GetBytes(Convert.ToBase64String(secret) + "\n");
                CryptographicOperations.ZeroMemory(secret);
                return text;
            });
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SettingException(setting, $"the sandbox's secret file cannot be created ({error.GetType().Name}).", error);
        }
    }

    private static byte[] Read(string file, string setting, bool sandbox)
    {
        byte[] text;
        try
        {
            if (!sandbox && PrivateFile.IsOpenToOthers(file))
            {
                throw new SettingException(setting, "its file is accessible to others. Make it accessible to its owner only (chmod 600).");
            }
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            text = new byte[MaxFileBytes + 1];
            var length = stream.ReadAtLeast(text, text.Length, throwOnEndOfStream: false);
            if (length > MaxFileBytes) throw new SettingException(setting, $"its file is larger than {MaxFileBytes} bytes. Expected 32 bytes in base64.");
            Array.Clear(text, length, text.Length - length);
            text = text[..length];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new SettingException(setting, $"its file cannot be read ({error.GetType().Name}).", error);
        }
        return Decode(text, setting);
    }

    private static byte[] Decode(byte[] text, string setting)
    {
        var secret = new byte[MaxFileBytes];
        try
        {
            var trimmed = text.AsSpan().Trim(" \t\r\n"u8);
            if (Base64.DecodeFromUtf8(trimmed, secret, out _, out var length) != System.Buffers.OperationStatus.Done)
            {
                throw new SettingException(setting, "expected 32 bytes in base64.");
            }
            if (length != LocalKeyService.SecretLength)
            {
                throw new SettingException(setting, $"expected {LocalKeyService.SecretLength} bytes in base64, and found {English.Count(length, "byte")}.");
            }
            return secret[..length];
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
            CryptographicOperations.ZeroMemory(secret);
        }
    }
}
