using Microsoft.Win32.SafeHandles;
using PartnerApi.Core;

namespace PartnerApi.Ledger;

/// <summary>Files of the ledger, which are readable by their owner only.</summary>
internal static class LedgerFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

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

    /// <summary>Creates the folder if it is missing.</summary>
    public static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        DurableFiles.FlushFolder(Path.GetDirectoryName(Path.GetFullPath(folder))!);
    }

    /// <summary>Deletes a file durably.</summary>
    /// <exception cref="IOException">The file cannot be deleted.</exception>
    public static void Delete(string file)
    {
        File.Delete(file);
        DurableFiles.FlushFolder(Path.GetDirectoryName(file)!);
    }

    private static void Create(string file)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Read, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        new FileStream(file, options).Dispose();
        DurableFiles.FlushFolder(Path.GetDirectoryName(file)!);
    }
}
