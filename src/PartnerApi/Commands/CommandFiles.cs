using PartnerApi.Core;

namespace PartnerApi.Commands;

/// <summary>Files named on the command line. Errors become a <see cref="RefusedException"/> that names the file.</summary>
internal static class CommandFiles
{
    /// <summary>The name that means standard input or standard output.</summary>
    public const string StandardStream = "-";

    /// <summary>Opens a file, or standard input for <c>-</c>, for one sequential read.</summary>
    public static Stream OpenRead(string path) => Named(path, () => path == StandardStream
        ? Console.OpenStandardInput()
        : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan));

    /// <summary>
    /// Writes and flushes a file, or writes standard output for <c>-</c>. An existing file is replaced. A new file is removed if writing fails.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes the content, in large pieces, because the stream is not buffered.</param>
    public static void Write(string path, Action<Stream> write)
    {
        if (path == StandardStream)
        {
            using var standardOutput = Console.OpenStandardOutput();
            Named("standard output", () => { write(standardOutput); return 0; });
            return;
        }

        var isNew = !File.Exists(path);
        using var file = Named(path, () => new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0));
        try
        {
            Named(path, () =>
            {
                write(file);

                // A named pipe cannot be flushed.
                if (!file.CanSeek) return 0;
                file.Flush(flushToDisk: true);
                DurableFiles.FlushFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
                return 0;
            });
        }
        catch when (isNew)
        {
            File.Delete(path);
            throw;
        }
    }

    /// <summary>Runs an operation on a file, and converts errors to one sentence with the file's name.</summary>
    public static T Named<T>(string path, Func<T> operation)
    {
        try
        {
            return operation();
        }
        catch (Exception error) when (Reason(path, error) is { } reason)
        {
            throw new RefusedException($"{path}: {reason}.", error);
        }
    }

    /// <summary>The reason of a file error, as a short phrase; null if the error has another kind.</summary>
    public static string? Reason(string path, Exception error) => error switch
    {
        FileNotFoundException => "file not found",
        DirectoryNotFoundException => "folder not found",
        UnauthorizedAccessException when Directory.Exists(path) => "this is a folder, not a file",
        UnauthorizedAccessException => "permission denied",
        _ when FullDisk.Caused(error) => "the disk is full",
        IOException => "reading or writing failed",
        ArgumentException => "invalid file name",
        _ => null,
    };
}
