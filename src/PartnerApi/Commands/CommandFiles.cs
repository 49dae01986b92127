using PartnerApi.Core;

namespace PartnerApi.Commands;

/// <summary>Files named on the command line. Whatever is wrong with one is a <see cref="CommandRefusedException"/> that names it.</summary>
internal static class CommandFiles
{
    /// <summary>The name that means standard input or standard output.</summary>
    public const string StandardStream = "-";

    private const int NoSpaceLeft = 28; // ENOSPC

    /// <summary>Opens a file, or standard input for <c>-</c>, to be read once from its beginning.</summary>
    public static Stream OpenRead(string path) => Named(path, () => path == StandardStream
        ? Console.OpenStandardInput()
        : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan));

    /// <summary>
    /// Writes a file, which is on the disk when this returns, or standard output for <c>-</c>. An existing file is replaced; one that is new is removed
    /// again when the writing fails.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes the content, in large pieces: nothing is buffered in between.</param>
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

                // A pipe that is named like a file has nothing to flush.
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

    /// <summary>Runs an operation on a file and says in one sentence, with the file's name, what went wrong.</summary>
    public static T Named<T>(string path, Func<T> operation)
    {
        try
        {
            return operation();
        }
        catch (Exception error) when (Reason(path, error) is { } reason)
        {
            throw new CommandRefusedException($"{path}: {reason}.", error);
        }
    }

    /// <summary>What went wrong with a file, in a few words; null when the error is of another kind.</summary>
    public static string? Reason(string path, Exception error) => error switch
    {
        FileNotFoundException => "there is no such file",
        DirectoryNotFoundException => "there is no such folder",
        UnauthorizedAccessException when Directory.Exists(path) => "this is a folder, not a file",
        UnauthorizedAccessException => "permission denied",
        IOException { HResult: var code } when (code & 0xFFFF) == NoSpaceLeft => "the disk is full",
        IOException => "reading or writing it failed",
        ArgumentException => "not a usable file name",
        _ => null,
    };
}
