using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace PartnerApi.Ledger;

/// <summary>
/// One file of the ledger: what one writer recorded about one day of the city, and late records of the day before. Named
/// <c>2026-11-22-1-42</c>: day, writer, number. After the clock was set back, a later segment of the writer has an earlier day.
/// </summary>
/// <param name="Day">The city's day: its records are of an hour of this day or of the day before.</param>
/// <param name="Writer">The number of the writer, from 1. Each running process has its own, and the next process continues its chain.</param>
/// <param name="Number">The place in the writer's chain, from 1; 0 for a writer that has no segment yet.</param>
public readonly partial record struct Segment(DateOnly Day, int Writer, int Number)
{
    /// <summary>The ledger's folder in the data folder.</summary>
    public const string FolderName = "disclosures";

    /// <summary>The head before a writer's first segment.</summary>
    public static readonly string NoHead = new('A', Chain.HashLength);

    private const string DayFormat = "yyyy-MM-dd";
    private const string RecordsExtension = ".log";
    private const string HeadsExtension = ".heads";
    private const string HeaderStart = "partner-api disclosures 4";

    /// <summary>The name, without an extension.</summary>
    public string Name => $"{Day.ToString(DayFormat, CultureInfo.InvariantCulture)}-{Writer}-{Number}";

    /// <summary>The file of the records.</summary>
    public string FileIn(string folder) => Path.Combine(folder, Name + RecordsExtension);

    /// <summary>The file of the signed heads, one compact JWS a line.</summary>
    public string HeadsIn(string folder) => Path.Combine(folder, Name + HeadsExtension);

    /// <summary>The first line, which the chain begins with; it names the head of the segment before it.</summary>
    public byte[] Header(string previousHead) =>
        Encoding.ASCII.GetBytes($"{HeaderStart}\t{Day.ToString(DayFormat, CultureInfo.InvariantCulture)}\t{Writer}\t{Number}\t{previousHead}");

    /// <summary>Whether it can hold records of a day. Every record is in a segment that can.</summary>
    public bool Holds(DateOnly day) => Number > 0 && Day.DayNumber - day.DayNumber is 0 or 1;

    /// <summary>Whether it can hold records of a range of days.</summary>
    public bool HoldsAnyOf(DateOnly from, DateOnly to) => Day >= from && Day.DayNumber <= to.DayNumber + 1;

    /// <summary>The writer's next segment.</summary>
    public Segment Next(DateOnly day) => new(day, Writer, Number + 1);

    /// <summary>The segments that can hold records of a range of days, by writer and number. Some of their records are of the day before or after.</summary>
    public static IReadOnlyList<Segment> HoldingIn(string folder, DateOnly from, DateOnly to) =>
        [.. AllIn(folder).Where(one => one.HoldsAnyOf(from, to))];

    /// <summary>All segments of a folder, by writer and number: with a segment also those before it.</summary>
    public static IReadOnlyList<Segment> AllIn(string folder)
    {
        // A listing beside a writer can hold a segment without the one before it, when both were begun meanwhile. The next listing holds both.
        var newest = List(folder, RecordsExtension).GroupBy(one => one.Writer).ToDictionary(writer => writer.Key, writer => writer.Max(one => one.Number));
        return [.. List(folder, RecordsExtension).Where(one => newest.TryGetValue(one.Writer, out var number) && one.Number <= number)];
    }

    /// <summary>The segments of which there are signed heads, by writer and number.</summary>
    public static IReadOnlyList<Segment> SignedIn(string folder) => List(folder, HeadsExtension);

    /// <summary>Reads a day as it stands in names.</summary>
    public static bool TryParseDay(ReadOnlySpan<char> text, out DateOnly day) =>
        DateOnly.TryParseExact(text, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    /// <summary>Reads a name; null when it is none.</summary>
    public static Segment? Parse(string name) => NameForm().Match(name) is { Success: true } match && TryParseDay(match.Groups[1].ValueSpan, out var day)
        ? new Segment(day, Parse(match.Groups[2]), Parse(match.Groups[3]))
        : null;

    private static IReadOnlyList<Segment> List(string folder, string extension) => !Directory.Exists(folder) ? [] :
    [
        .. Directory.EnumerateFiles(folder, "*" + extension)
            .Select(file => Parse(Path.GetFileNameWithoutExtension(file)))
            .OfType<Segment>()
            .OrderBy(one => one.Writer)
            .ThenBy(one => one.Number),
    ];

    private static int Parse(Group digits) => int.Parse(digits.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^([0-9-]{10})-([1-9][0-9]{0,5})-([1-9][0-9]{0,8})\z", RegexOptions.CultureInvariant)]
    private static partial Regex NameForm();
}
