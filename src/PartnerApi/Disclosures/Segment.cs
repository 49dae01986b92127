using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace PartnerApi.Disclosures;

/// <summary>One file of the ledger: what one writer put on record on one day of the city. Named <c>2026-11-22-1</c>.</summary>
/// <param name="Day">The city's day.</param>
/// <param name="Writer">The number of the writer, from 1. Each process that runs has one of its own, and the next process goes on with its chain.</param>
internal readonly partial record struct Segment(DateOnly Day, int Writer)
{
    /// <summary>The ledger's folder in the data folder.</summary>
    public const string FolderName = "disclosures";

    /// <summary>The head before a writer's first segment.</summary>
    public static readonly string NoHead = new('A', Chain.HashLength);

    private const string DayFormat = "yyyy-MM-dd";
    private const string RecordsExtension = ".log";
    private const string HeadsExtension = ".heads";
    private const string HeaderStart = "partner-api disclosures 3";

    /// <summary>The name, without an extension.</summary>
    public string Name => $"{Day.ToString(DayFormat, CultureInfo.InvariantCulture)}-{Writer}";

    /// <summary>The file of the records.</summary>
    public string FileIn(string folder) => Path.Combine(folder, Name + RecordsExtension);

    /// <summary>The file of the signed heads, one compact JWS a line.</summary>
    public string HeadsIn(string folder) => Path.Combine(folder, Name + HeadsExtension);

    /// <summary>The first line, which the chain begins with; it names the head of the segment before it.</summary>
    public byte[] Header(string previousHead) =>
        Encoding.ASCII.GetBytes($"{HeaderStart}\t{Day.ToString(DayFormat, CultureInfo.InvariantCulture)}\t{Writer}\t{previousHead}");

    /// <summary>All segments of a folder, by writer and day: with a segment also those before it.</summary>
    public static IReadOnlyList<Segment> AllIn(string folder)
    {
        // A listing beside a writer can hold a segment without the one before it, when both were begun meanwhile. The next listing holds both.
        var newest = List(folder, RecordsExtension).GroupBy(one => one.Writer).ToDictionary(writer => writer.Key, writer => writer.Max(one => one.Day));
        return [.. List(folder, RecordsExtension).Where(one => newest.TryGetValue(one.Writer, out var day) && one.Day <= day)];
    }

    /// <summary>The segments of which there are signed heads, by writer and day.</summary>
    public static IReadOnlyList<Segment> SignedIn(string folder) => List(folder, HeadsExtension);

    /// <summary>Reads a day as it stands in names.</summary>
    public static bool TryParseDay(ReadOnlySpan<char> text, out DateOnly day) =>
        DateOnly.TryParseExact(text, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    /// <summary>Reads a name; null when it is none.</summary>
    public static Segment? Parse(string name) => NameForm().Match(name) is { Success: true } match && TryParseDay(match.Groups[1].ValueSpan, out var day)
        ? new Segment(day, int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture))
        : null;

    private static IReadOnlyList<Segment> List(string folder, string extension) => !Directory.Exists(folder) ? [] :
    [
        .. Directory.EnumerateFiles(folder, "*" + extension)
            .Select(file => Parse(Path.GetFileNameWithoutExtension(file)))
            .OfType<Segment>()
            .OrderBy(one => one.Writer)
            .ThenBy(one => one.Day),
    ];

    [GeneratedRegex(@"^([0-9-]{10})-([1-9][0-9]{0,5})\z", RegexOptions.CultureInvariant)]
    private static partial Regex NameForm();
}
