using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace PartnerApi.Commands;

/// <summary>A command's result on standard output: a table for people, JSON for programs.</summary>
internal static class Output
{
    private const int WidthWhenRedirected = 240;

    // Around each cell, with the border.
    private const int Padding = 3;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseUpper) },
    };

    /// <summary>Writes the value as JSON: camelCase names, enum values in the API's capitals, dates in ISO 8601.</summary>
    public static void WriteJson<T>(T value) => Console.Out.WriteLine(JsonSerializer.Serialize(value, Json));

    /// <summary>
    /// Says what a change kept because no option named it, such as an old last day that still holds. Writes nothing when nothing was kept.
    /// </summary>
    /// <param name="parts">For each option whether it was given, and what holds now; null for nothing.</param>
    public static void WriteKept(params ReadOnlySpan<(bool Given, string? Value)> parts)
    {
        var kept = new List<string>();
        foreach (var (given, value) in parts)
        {
            if (!given && value is not null) kept.Add(value);
        }
        if (kept.Count > 0) Console.Out.WriteLine($"Kept as before: {string.Join(", ", kept)}.");
    }

    /// <summary>Writes rows under their headings; text is shown as it is, never read as markup.</summary>
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

        // A program reads lines, so no cell may wrap.
        if (Console.IsOutputRedirected) console.Profile.Width = Math.Max(WidthWhenRedirected, widths.Sum(width => width + Padding));
        console.Write(table);
    }
}
