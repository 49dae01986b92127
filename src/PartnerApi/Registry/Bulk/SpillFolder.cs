using PartnerApi.Core;

namespace PartnerApi.Registry.Bulk;

/// <summary>
/// A folder for an import's temporary files, in the data folder; only sealed content is written to it, and only its owner may read it. Gone when the
/// import ends; the next import or start removes the one of a process that was killed.
/// </summary>
internal sealed class SpillFolder : IDisposable
{
    private const int NoSpaceLeft = 28; // ENOSPC
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes it anew. Only one import runs at a time, so that a folder found is an old one.</summary>
    public SpillFolder(string dataFolder)
    {
        Path = PathIn(dataFolder);
        Guard(Make);
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>Removes what a killed import left. The caller holds the lock of imports.</summary>
    /// <exception cref="StoreUnavailableException">It cannot be removed.</exception>
    public static void Remove(string dataFolder) => Guard(() => Delete(PathIn(dataFolder)));

    /// <summary>Makes a new file that only its owner may read.</summary>
    public static FileStream Create(string file, int bufferSize)
    {
        // Need not survive a crash: what it holds is sealed under a key that does not.
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.Read, BufferSize = bufferSize };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        return new FileStream(file, options);
    }

    /// <summary>Runs what reads or writes the folder's files; trouble with the disk comes out as the one exception for it.</summary>
    public static void Guard(Action work)
    {
        try
        {
            work();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Trouble(error);
        }
    }

    /// <summary>The one exception for trouble with the disk.</summary>
    public static StoreUnavailableException Trouble(Exception error) => (error.HResult & 0xFFFF) == NoSpaceLeft
        ? new StoreUnavailableException("the disk has no room for the import's temporary files", StoreTrouble.Full, error)
        : new StoreUnavailableException("the import's temporary files cannot be written or read", cause: error);

    /// <inheritdoc/>
    public void Dispose() => Delete(Path);

    private static string PathIn(string dataFolder) => System.IO.Path.Combine(dataFolder, "import.tmp");

    private static void Delete(string folder)
    {
        if (!Directory.Exists(folder)) return;
        Directory.Delete(folder, recursive: true);
        DurableFiles.FlushFolder(System.IO.Path.GetDirectoryName(folder)!);
    }

    private void Make()
    {
        Dispose();
        DurableFiles.CreateFolder(Path);
    }
}
