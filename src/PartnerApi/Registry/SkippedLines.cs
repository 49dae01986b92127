using System.Text;
using PartnerApi.Commands;

namespace PartnerApi.Registry;

/// <summary>
/// The file in which <c>--skip-bad</c> sets bad lines aside: two columns, line and reason, and then the line as it was. It holds personal data,
/// so it is always a new file, for its owner only, and is removed again when nothing is in it or the import did not happen.
/// </summary>
internal sealed class SkippedLines : IDisposable
{
    private readonly string path;
    private readonly FileStream file;
    private bool isKept;

    /// <summary>Makes the file.</summary>
    /// <exception cref="CommandRefusedException">It exists, or cannot be made.</exception>
    public SkippedLines(string path)
    {
        this.path = path;
        if (File.Exists(path)) throw new CommandRefusedException($"{path}: this file exists; the bad lines need a new one.");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 1 << 16 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        file = CommandFiles.Named(path, () => new FileStream(path, options));
        Write(Encoding.UTF8.GetBytes($"line,reason,{RegistryColumn.Header}\n"));
    }

    /// <summary>How many there are.</summary>
    public long Count { get; private set; }

    /// <summary>Sets one line aside.</summary>
    public void Add(long number, LineProblem problem, ReadOnlySpan<byte> line)
    {
        Count++;
        Write(Encoding.UTF8.GetBytes($"{number},\"{problem}\","));
        Write(line);
        Write("\n"u8);
    }

    /// <summary>The import happened: the file stays if there is anything in it. It is on the disk when this returns.</summary>
    public void Keep()
    {
        isKept = Count > 0;
        CommandFiles.Named(path, () => { file.Flush(flushToDisk: true); return 0; });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            file.Dispose();
        }
        finally
        {
            if (!isKept) File.Delete(path);
        }
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            file.Write(bytes);
        }
        catch (IOException error)
        {
            throw new CommandRefusedException($"{path}: {CommandFiles.Reason(path, error)}.", error);
        }
    }
}
