using System.Text;
using PartnerApi.Core;
using PartnerApi.Registry;
using PartnerApi.Registry.Bulk;

namespace PartnerApi.Commands.Registry;

/// <summary>
/// The file to which <c>--skip-bad</c> writes bad lines: two columns, line and reason, and then the original line. It holds personal data, so it is always
/// a new file that only its owner can read. It stays empty until the import is complete, so a killed import leaves nothing to read. It is removed if it
/// is empty or the import fails.
/// </summary>
internal sealed class SkippedLines : IDisposable
{
    private readonly string path;
    private readonly FileStream file;
    private bool isKept;

    /// <summary>Creates the file.</summary>
    /// <exception cref="RefusedException">The file exists or cannot be created.</exception>
    public SkippedLines(string path)
    {
        this.path = path;
        if (File.Exists(path)) throw new RefusedException($"{path}: this file exists. Name a new file for the bad lines.");

        // Need not survive a crash: it is empty until the import is complete, and Keep flushes its folder.
        file = CommandFiles.Named(path, () => PrivateFile.Open(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 1 << 16));
    }

    /// <summary>Writes and flushes the lines after a successful import. The file is kept if there are any.</summary>
    /// <exception cref="RefusedException">The file cannot be written.</exception>
    public void Keep(IEnumerable<SkippedLine> lines, bool withReplaces)
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
            throw new RefusedException(
                $"{path}: {CommandFiles.Reason(path, error)}. The good lines were imported. Run the command again to save the bad lines.", error);
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
