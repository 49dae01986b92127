using System.Diagnostics;

namespace PartnerApi.Core;

/// <summary>A lock between processes, held as long as the file is open: a process that is killed cannot leave it behind.</summary>
public sealed class FileLock : IDisposable
{
    private readonly FileStream stream;

    private FileLock(FileStream stream) => this.stream = stream;

    /// <summary>Takes the lock, or returns null when another process, or another caller in this one, has it.</summary>
    public static FileLock? Try(string file)
    {
        try
        {
            // Need not survive a crash: the lock ends with its process, and a file that is missing is made again.
            return new FileLock(new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException) when (File.Exists(file))
        {
            return null;
        }
    }

    /// <summary>Takes the lock, waiting for it; null when another kept it for <paramref name="longest"/>.</summary>
    public static FileLock? Wait(string file, TimeSpan longest)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            if (Try(file) is { } taken) return taken;
            if (Stopwatch.GetElapsedTime(started) > longest) return null;
            Thread.Sleep(20);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();
}
