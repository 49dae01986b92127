using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace PartnerApi.Commands;

/// <summary>Writes a command's result to standard output, as a table or as JSON.</summary>
internal static class Output
{
    private const int WidthWhenRedirected = 240;

    // The width around each cell, including the border.
    private const int Padding = 3;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseUpper) },
    };

    /// <summary>Writes a value as JSON: camelCase names, enum values in upper case as in the API, dates in ISO 8601.</summary>
    public static void WriteJson<T>(T value) => Console.Out.WriteLine(JsonSerializer.Serialize(value, Json));

    /// <summary>
    /// Lists the values that a change kept because their options were not given, such as an old last day. Writes nothing without such values.
    /// </summary>
    /// <param name="parts">For each option, whether it was given, and its current value; null for an option without a value.</param>
    public static void WriteKept(params ReadOnlySpan<(bool Given, string? Value)> parts)
    {
        var kept = new List<string>();
        foreach (var (given, value) in parts)
        {
            if (!given && value is not null) kept.Add(value);
        }
        if (kept.Count > 0) Console.Out.WriteLine($"Unchanged: {string.Join(", ", kept)}.");
    }

    /// <summary>Writes a table. Text is not interpreted as markup.</summary>
    public static void WriteTable(IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<string>> rows)
    {
        var table = new Table().Border(TableBorder.Simple);
        var widths = headings.Select(heading => heading.Length).ToArray();
        foreach (var heading in headings) table.AddColumn(new TableColumn(new Text(heading)) { NoWrap = true });
        foreach (var row in rows)
        {
            table.AddRow(row.Select(cell => new Text(cell)));
            for (var column = 0; column < widths.Length; column++) widths[column] = Math.Max(widths[column], row[column].Length);
        }
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) });

        // Programs read the output by line, so cells must not wrap.
        if (Console.IsOutputRedirected) console.Profile.Width = Math.Max(WidthWhenRedirected, widths.Sum(width => width + Padding));
        console.Write(table);
    }
}
