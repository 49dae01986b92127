using System.Globalization;
using System.Text;

namespace PartnerApi.Registry;

/// <summary>An export's description of itself, in an optional line before the header: <c>#export as_of=2026-11-22 cards=900000</c>.</summary>
/// <param name="AsOf">The day whose state the export shows; null if not given.</param>
/// <param name="Cards">The number of lines after the header; null if not given.</param>
internal sealed record ExportManifest(DateOnly? AsOf, long? Cards)
{
    /// <summary>The manifest of a file without the line.</summary>
    public static readonly ExportManifest None = new(null, null);

    private const string Start = "#export", AsOfKey = "as_of", CardsKey = "cards";

    /// <summary>The line, without its line break.</summary>
    public override string ToString()
    {
        var line = new StringBuilder(Start);
        if (AsOf is { } day) line.Append(CultureInfo.InvariantCulture, $" {AsOfKey}={day:yyyy-MM-dd}");
        if (Cards is { } count) line.Append(CultureInfo.InvariantCulture, $" {CardsKey}={count}");
        return line.ToString();
    }

    /// <summary>Parses the line; returns null if it is malformed.</summary>
    public static ExportManifest? TryParse(ReadOnlySpan<byte> line)
    {
        var words = Encoding.ASCII.GetString(line).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0 || words[0] != Start) return null;
        var manifest = None;
        foreach (var word in words.AsSpan(1))
        {
            var (name, value) = word.Split('=', 2) is [var before, var after] ? (before, after) : (word, "");
            if (name == AsOfKey && manifest.AsOf is null && DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
                manifest = manifest with { AsOf = day };
            else if (name == CardsKey && manifest.Cards is null && long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var cards))
                manifest = manifest with { Cards = cards };
            else return null;
        }
        return manifest;
    }
}
