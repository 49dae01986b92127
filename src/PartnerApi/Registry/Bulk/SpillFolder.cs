using PartnerApi.Storage;

namespace PartnerApi.Registry.Bulk;

/// <summary>
/// A folder for an import's runs, in the data folder; only sealed rows are written to it. Gone when the import ends; the next import removes the
/// one of a process that was killed.
/// </summary>
internal sealed class SpillFolder : IDisposable
{
    private const int NoSpaceLeft = 28; // ENOSPC

    /// <summary>Makes it anew. Only one import runs at a time, so that a folder found is an old one.</summary>
    public SpillFolder(string dataFolder)
    {
        Path = System.IO.Path.Combine(dataFolder, "import.tmp");
        Guard(Make);
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>Runs what reads or writes the folder's files; trouble with the disk comes out as the one exception for it.</summary>
    public static void Guard(Action work)
    {
        try
        {
            work();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            var isFull = (error.HResult & 0xFFFF) == NoSpaceLeft;
            throw isFull
                ? new StoreUnavailableException("the disk has no room for the import's temporary files", StoreTrouble.Full, error)
                : new StoreUnavailableException("the import's temporary files cannot be written or read", cause: error);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Directory.Exists(Path)) Directory.Delete(Path, recursive: true);
    }

    private void Make()
    {
        Dispose();
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(Path);
        else Directory.CreateDirectory(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
