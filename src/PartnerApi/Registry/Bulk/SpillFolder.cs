using PartnerApi.Core;

namespace PartnerApi.Registry.Bulk;

/// <summary>
/// A folder for an import's temporary files, in the data folder. Its content is sealed, and only its owner can read it. It is removed when the import ends;
/// after a kill, the next import or start removes it.
/// </summary>
internal sealed class SpillFolder : IDisposable
{
    /// <summary>Creates the folder. Only one import runs at a time, so an existing folder is a leftover and is removed first.</summary>
    public SpillFolder(string dataFolder)
    {
        Path = PathIn(dataFolder);
        Guard(Make);
    }

    public string Path { get; }

    /// <summary>Removes the folder of a killed import. The caller holds the import lock.</summary>
    /// <exception cref="StoreUnavailableException">The folder cannot be removed.</exception>
    public static void Remove(string dataFolder) => Guard(() => Delete(PathIn(dataFolder)));

    /// <summary>Creates a file that only its owner can read.</summary>
    public static FileStream Create(string file, int bufferSize)
    {
        // Need not survive a crash: it is sealed with a key that does not survive either.
        return PrivateFile.Open(file, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, bufferSize);
    }

    /// <summary>Runs code that reads or writes the folder's files, and converts disk errors to <see cref="StoreUnavailableException"/>.</summary>
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

    /// <summary>The exception for a disk error.</summary>
    public static StoreUnavailableException Trouble(Exception error) => FullDisk.Caused(error)
        ? new StoreUnavailableException("the disk is full: no space for the import's temporary files", StoreTrouble.Full, error)
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
