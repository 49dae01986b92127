using System.Diagnostics;

namespace PartnerApi.Storage;

/// <summary>A lock between processes, held as long as the file is open: a process that is killed cannot leave it behind.</summary>
internal sealed class FileLock : IDisposable
{
    private readonly FileStream stream;

    private FileLock(FileStream stream) => this.stream = stream;

    /// <summary>Takes the lock, or returns null when another process, or another caller in this one, has it.</summary>
    public static FileLock? Try(string file)
    {
        try
        {
            return new FileLock(new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException) when (File.Exists(file))
        {
            return null;
        }
    }

    /// <summary>Takes the lock, waiting for it.</summary>
    /// <exception cref="StoreUnavailableException">Another process kept it for <paramref name="longest"/>.</exception>
    public static FileLock Wait(string file, TimeSpan longest)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            if (Try(file) is { } taken) return taken;
            if (Stopwatch.GetElapsedTime(started) > longest) throw new StoreUnavailableException($"another process holds {Path.GetFileName(file)}");
            Thread.Sleep(20);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();
}
