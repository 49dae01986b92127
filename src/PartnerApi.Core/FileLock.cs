using System.Diagnostics;

namespace PartnerApi.Core;

/// <summary>A lock between processes. It lasts as long as the file is open, so that a killed process cannot leave it behind.</summary>
public sealed class FileLock : IDisposable
{
    private readonly FileStream stream;

    private FileLock(FileStream stream) => this.stream = stream;

    /// <summary>Takes the lock. Returns null if another process, or another caller in this process, holds it.</summary>
    public static FileLock? Try(string file)
    {
        try
        {
            // Need not survive a crash: the lock ends with its process, and a missing file is created again.
            return new FileLock(new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException) when (File.Exists(file))
        {
            return null;
        }
    }

    /// <summary>Waits for the lock and takes it. Returns null if it was not free within <paramref name="longest"/>.</summary>
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
