using System.Buffers;
using System.Buffers.Text;
using System.Text;
using PartnerApi.Policy;

namespace PartnerApi.Registry;

/// <summary>
/// Writes a registry export as <c>schema/registry-export.md</c> specifies it: UTF-8 without a byte order mark, lines end in LF. Formats directly into
/// bytes, in constant memory.
/// </summary>
/// <param name="output">The destination.</param>
/// <param name="withReplaces">Whether to write the column <c>replaces</c>.</param>
internal sealed class RegistryWriter(Stream output, bool withReplaces)
{
    private const int BufferSize = 1 << 16;

    /// <summary>The bytes of the longest possible line: every field full, four bytes a character.</summary>
    private const int LongestLine = 2_048;

    private static readonly SearchValues<char> NeedsQuotes = SearchValues.Create(",\"");

    private readonly byte[] buffer = new byte[BufferSize];
    private int used;

    /// <summary>One line as bytes, without its line break.</summary>
    public static byte[] Bytes(RegistryLine line, bool withReplaces)
    {
        using var output = new MemoryStream(LongestLine);
        var writer = new RegistryWriter(output, withReplaces);
        writer.Write(line);
        writer.used--;
        writer.Flush();
        return output.ToArray();
    }

    public void WriteHeader(ExportManifest manifest)
    {
        if (manifest != ExportManifest.None) Append($"{manifest}\n");
        Append(withReplaces ? RegistryColumn.Header : RegistryColumn.ShortHeader);
        buffer[used++] = (byte)'\n';
    }

    public void Write(RegistryLine line)
    {
        if (BufferSize - used < LongestLine) Flush();
        line.Number.WriteDigits(buffer.AsSpan(used, CardNumber.DigitCount));
        used += CardNumber.DigitCount;
        Field(RegistryColumn.Statuses[(int)line.State]);
        Field(line.IssuedOn);
        Field(line.ExpiresOn);
        Field(line.LegalName);
        Field(line.DateOfBirth);
        Field(RegistryColumn.Boroughs[(int)line.Borough]);
        Field(line.Street);
        Field(line.City);
        Field(line.PostalCode);
        if (withReplaces) Field(line.Replaces);
        buffer[used++] = (byte)'\n';
    }

    /// <summary>Writes the buffer to the stream.</summary>
    public void Flush()
    {
        output.Write(buffer, 0, used);
        used = 0;
    }

    private void Field(string text)
    {
        buffer[used++] = (byte)',';
        if (text.AsSpan().ContainsAny(NeedsQuotes)) Append($"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");
        else Append(text);
    }

    private void Field(CardNumber? number)
    {
        buffer[used++] = (byte)',';
        if (number is not { } digits) return;
        digits.WriteDigits(buffer.AsSpan(used, CardNumber.DigitCount));
        used += CardNumber.DigitCount;
    }

    private void Field(DateOnly date)
    {
        buffer[used++] = (byte)',';
        Digits(date.Year, 4);
        buffer[used++] = (byte)'-';
        Digits(date.Month, 2);
        buffer[used++] = (byte)'-';
        Digits(date.Day, 2);
    }

    private void Digits(int value, byte width)
    {
        Utf8Formatter.TryFormat(value, buffer.AsSpan(used), out var written, new StandardFormat('D', width));
        used += written;
    }

    private void Append(string text) => used += Encoding.UTF8.GetBytes(text, buffer.AsSpan(used));
}
