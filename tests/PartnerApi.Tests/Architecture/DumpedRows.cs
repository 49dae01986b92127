using System.Globalization;
using System.Text;

namespace PartnerApi.Tests.Architecture;

/// <summary>The rows of a logical dump in pg_dump's text format, in the order of the file.</summary>
internal static class DumpedRows
{
    private const string TableStart = "COPY public.\"", TableEnd = "\\.", Null = "\\N";

    /// <summary>All values except nulls: integers as <see cref="long"/>, texts, and bytes.</summary>
    public static IEnumerable<(string Table, string Column, int Row, object Value)> Read(string dump)
    {
        var (table, columns, row) = ("", Array.Empty<string>(), 0);
        foreach (var line in dump.Split('\n'))
        {
            if (line.StartsWith(TableStart, StringComparison.Ordinal))
            {
                table = line[TableStart.Length..line.IndexOf('"', TableStart.Length)];
                columns = [.. line[(line.IndexOf('(', StringComparison.Ordinal) + 1)..line.LastIndexOf(')')].Split(", ").Select(name => name.Trim('"'))];
                row = 0;
                continue;
            }
            if (columns.Length == 0) continue;
            if (line == TableEnd)
            {
                columns = [];
                continue;
            }
            var fields = line.Split('\t');
            Assert.Equal(columns.Length, fields.Length);
            for (var index = 0; index < fields.Length; index++)
            {
                if (fields[index] != Null) yield return (table, columns[index], row, Value(fields[index]));
            }
            row++;
        }
    }

    // Bytes are written as \x and hexadecimal digits, with the backslash escaped.
    private static object Value(string field)
    {
        if (field.StartsWith("\\\\x", StringComparison.Ordinal)) return Convert.FromHexString(field.AsSpan(3));
        return long.TryParse(field, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : Unescaped(field);
    }

    private static string Unescaped(string field)
    {
        var text = new StringBuilder();
        for (var index = 0; index < field.Length; index++)
        {
            if (field[index] != '\\')
            {
                text.Append(field[index]);
                continue;
            }
            index++;
            text.Append(field[index] switch { 'n' => '\n', 'r' => '\r', 't' => '\t', 'b' => '\b', 'f' => '\f', 'v' => '\v', var other => other });
        }
        return text.ToString();
    }
}
