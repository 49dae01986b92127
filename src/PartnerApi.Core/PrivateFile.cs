using System.Security.Cryptography;

namespace PartnerApi.Core;

/// <summary>A file that only its owner may read, made once: of processes that start at once all use what the first one made.</summary>
public static class PrivateFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(30);

    /// <summary>Makes the file unless it is there; a process that is killed meanwhile leaves no half of it.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be made here.</exception>
    public static void CreateIfMissing(string file, Func<byte[]> make)
    {
        if (File.Exists(file)) return;
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        var parent = Path.GetDirectoryName(folder)!;

        // The parent first: making a folder gives the owner's mode to itself alone.
        DurableFiles.CreateFolder(parent);
        DurableFiles.CreateFolder(folder);

        // A lock, because moving a file to a name that is not taken looks first and moves then.
        using var alone = FileLock.Wait(Path.Combine(parent, Path.GetFileName(folder) + ".lock"), MaxWait)
            ?? throw new IOException("Another process holds the lock of the keys.");
        if (!File.Exists(file)) Create(file, make());
    }

    private static void Create(string file, byte[] content)
    {
        try
        {
            var draft = $"{file}.{RandomNumberGenerator.GetHexString(16, lowercase: true)}.new";
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
            using (var stream = new FileStream(draft, options))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }
            File.Move(draft, file);
            DurableFiles.FlushFolder(Path.GetDirectoryName(file)!);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }
}
