using System.Runtime.InteropServices;

namespace PartnerApi.Core;

/// <summary>Files that must exist and be complete after a loss of power, and that only their owner may read.</summary>
public static class DurableFiles
{
    private const string DraftExtension = ".draft";
    private const int ReadOnly = 0;

    /// <summary>Writes a file under a temporary name, renames it, so that a file with the final name is complete, and flushes its folder.</summary>
    /// <exception cref="IOException">The file cannot be written, or it exists and must not be replaced.</exception>
    public static void Write(string file, ReadOnlySpan<byte> content, bool replace = false)
    {
        var draft = file + DraftExtension;
        using (var stream = PrivateFile.Open(draft, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }
        File.Move(draft, file, replace);
        FlushFolder(Path.GetDirectoryName(file)!);
    }

    /// <summary>Creates a folder that only its owner may use, and missing parents. An existing folder is not changed.</summary>
    /// <exception cref="IOException">The folder cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">The process may not create the folder.</exception>
    public static void CreateFolder(string folder) => CreateFolder(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)), isPrivate: true);

    /// <summary>Deletes a file durably, if it exists.</summary>
    /// <exception cref="IOException">It cannot be deleted.</exception>
    public static void Delete(string file)
    {
        File.Delete(file);
        FlushFolder(Path.GetDirectoryName(Path.GetFullPath(file))!);
    }

    /// <summary>Flushes a folder, so that creations, renames and deletions in it are durable.</summary>
    /// <exception cref="IOException">The folder cannot be flushed.</exception>
    public static void FlushFolder(string folder)
    {
        // .NET cannot open a folder. Windows journals the names in its file system.
        if (OperatingSystem.IsWindows()) return;
        var descriptor = Open(folder, ReadOnly);
        if (descriptor < 0) throw Failure(folder);
        try
        {
            if (Flush(descriptor) != 0) throw Failure(folder);
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static void CreateFolder(string folder, bool isPrivate)
    {
        if (Directory.Exists(folder)) return;
        var parent = Path.GetDirectoryName(folder)!;
        CreateFolder(parent, isPrivate: false);
        if (OperatingSystem.IsWindows() || !isPrivate) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        FlushFolder(parent);
    }

    private static IOException Failure(string folder) =>
        new($"The folder {folder} cannot be flushed to the disk: {Marshal.GetLastPInvokeErrorMessage()}.", Marshal.GetLastPInvokeError());

    [DllImport("libc", EntryPoint = "open", SetLastError = true, ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true, ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Flush(int descriptor);

    [DllImport("libc", EntryPoint = "close", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);
}
