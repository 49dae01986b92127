using System.Security.Cryptography;

namespace PartnerApi.Core;

/// <summary>Files that only their owner may read.</summary>
public static class PrivateFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(30);

    /// <summary>Opens a file, with a mode that can create it. The caller flushes the folder if the file must survive a crash.</summary>
    /// <exception cref="IOException">The file cannot be opened or created.</exception>
    /// <exception cref="UnauthorizedAccessException">The process may not open or create the file.</exception>
    public static FileStream Open(string file, FileMode mode, FileAccess access, FileShare share, int bufferSize)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = share, BufferSize = bufferSize };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        return new FileStream(file, options);
    }

    /// <summary>
    /// True if the group or others have any permission for the file, or it has a special mode bit. The owner may have any permission. On Windows always
    /// false: it has no file modes, and the folder's access list applies.
    /// </summary>
    /// <exception cref="IOException">The file's mode cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The process may not read the file's mode.</exception>
    public static bool IsOpenToOthers(string file) =>
        !OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & ~(OwnerOnly | UnixFileMode.UserExecute)) != 0;

    /// <summary>
    /// Creates the file unless it exists: processes that start together use the one that the first created. The creation is atomic, even if the process is
    /// killed.
    /// </summary>
    /// <exception cref="IOException">The file cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be created in this folder.</exception>
    public static void CreateIfMissing(string file, Func<byte[]> make)
    {
        if (File.Exists(file)) return;
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        var parent = Path.GetDirectoryName(folder)!;

        // The parent first, because CreateFolder sets the owner-only mode only on the folder itself.
        DurableFiles.CreateFolder(parent);
        DurableFiles.CreateFolder(folder);

        // A lock, because moving to an unused name is a check followed by a rename, and not atomic.
        using var alone = FileLock.Wait(Path.Combine(parent, Path.GetFileName(folder) + ".lock"), MaxWait)
            ?? throw new IOException("Another process holds the lock of the keys folder.");
        if (!File.Exists(file)) Create(file, make());
    }

    private static void Create(string file, byte[] content)
    {
        try
        {
            var draft = $"{file}.{RandomNumberGenerator.GetHexString(16, lowercase: true)}.new";
            using (var stream = Open(draft, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
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
