using System.Text;
using PartnerApi.Commands;
using PartnerApi.Core;
using PartnerApi.Registry.Bulk;

namespace PartnerApi.Registry;

/// <summary>
/// The file in which <c>--skip-bad</c> sets bad lines aside: two columns, line and reason, and then the line as it was. It holds personal data,
/// so it is always a new file, for its owner only. It is empty until the import has happened, so that one that is killed leaves nothing to read, and it is
/// removed again when nothing is in it or the import did not happen.
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

        // Need not survive a crash: it is empty until the import has happened, and Keep flushes its folder.
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 1 << 16 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        file = CommandFiles.Named(path, () => new FileStream(path, options));
    }

    /// <summary>The import happened: the lines are written, and the file stays if there are any. It is on the disk when this returns.</summary>
    /// <exception cref="CommandRefusedException">It cannot be written.</exception>
    public void Keep(IEnumerable<SetAsideLine> lines, bool withReplaces)
    {
        try
        {
            foreach (var line in lines)
            {
                if (!isKept) Write(Encoding.UTF8.GetBytes($"line,reason,{(withReplaces ? RegistryColumn.Header : RegistryColumn.ShortHeader)}\n"));
                isKept = true;
                Write(Encoding.UTF8.GetBytes($"{line.LineNumber},\"{line.Problem}\","));
                Write(line.Text);
                Write("\n"u8);
            }
            file.Flush(flushToDisk: true);
            if (isKept) DurableFiles.FlushFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        catch (IOException error)
        {
            isKept = false;
            throw new CommandRefusedException(
                $"{path}: {CommandFiles.Reason(path, error)}. The other lines were taken; run the command again to have the bad ones set aside.", error);
        }
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
            if (!isKept) DurableFiles.Delete(path);
        }
    }

    private void Write(ReadOnlySpan<byte> bytes) => file.Write(bytes);
}
