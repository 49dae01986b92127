using Microsoft.Win32.SafeHandles;
using PartnerApi.Core;

namespace PartnerApi.Ledger;

/// <summary>Files of the ledger, which are readable by their owner only.</summary>
internal static class LedgerFile
{
    /// <summary>Opens a file for reading and writing. Others may read it.</summary>
    /// <exception cref="IOException">The file cannot be used.</exception>
    public static SafeFileHandle Open(string file, FileMode mode)
    {
        try
        {
            if (mode is FileMode.CreateNew || (mode is FileMode.OpenOrCreate && !File.Exists(file))) Create(file);
            return File.OpenHandle(file, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new IOException("A file of the ledger cannot be used.", error);
        }
    }

    /// <summary>Creates the folder if it is missing. An existing one is flushed, because a process may have been killed before it flushed it.</summary>
    public static void CreateFolder(string folder)
    {
        DurableFiles.CreateFolder(folder);
        DurableFiles.FlushFolder(Path.GetDirectoryName(Path.GetFullPath(folder))!);
    }

    private static void Create(string file)
    {
        PrivateFile.Open(file, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0).Dispose();
        DurableFiles.FlushFolder(Path.GetDirectoryName(file)!);
    }
}
