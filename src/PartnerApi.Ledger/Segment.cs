using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace PartnerApi.Ledger;

/// <summary>
/// One file of the ledger, with one writer's records of one day of the city and late records of the day before. The name
/// <c>2026-11-22-1-42</c> has the day, writer, and number. After the clock was set back, a later segment of the writer has an earlier day.
/// </summary>
/// <param name="Day">The city's day. Records are of an hour of this day or the day before.</param>
/// <param name="Writer">The number of the writer, from 1. Each running process has its own, and the next process continues its chain.</param>
/// <param name="Number">The position in the writer's chain, from 1; 0 for a writer without a segment.</param>
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

    /// <summary>The path of the file with the records and hashes.</summary>
    public string FileIn(string folder) => Path.Combine(folder, Name + RecordsExtension);

    /// <summary>The file of the signed heads, with one compact JWS on each line.</summary>
    public string HeadsIn(string folder) => Path.Combine(folder, Name + HeadsExtension);

    /// <summary>The first line, with which the chain begins. It contains the head of the previous segment.</summary>
    public byte[] Header(string previousHead) =>
        Encoding.ASCII.GetBytes($"{HeaderStart}\t{Day.ToString(DayFormat, CultureInfo.InvariantCulture)}\t{Writer}\t{Number}\t{previousHead}");

    /// <summary>True if the segment can hold records of the day. Every record is in such a segment.</summary>
    public bool Holds(DateOnly day) => Number > 0 && Day.DayNumber - day.DayNumber is 0 or 1;

    /// <summary>True if the segment can hold records of a range of days.</summary>
    public bool HoldsAnyOf(DateOnly from, DateOnly to) => Day >= from && Day.DayNumber <= to.DayNumber + 1;

    /// <summary>The writer's next segment.</summary>
    public Segment Next(DateOnly day) => new(day, Writer, Number + 1);

    /// <summary>The segments that can hold records of a range of days, by writer and number. Some of their records are of the day before or after.</summary>
    public static IReadOnlyList<Segment> HoldingIn(string folder, DateOnly from, DateOnly to) =>
        [.. AllIn(folder).Where(one => one.HoldsAnyOf(from, to))];

    /// <summary>All segments of a folder, by writer and number, without gaps.</summary>
    public static IReadOnlyList<Segment> AllIn(string folder)
    {
        // A listing during writes can have a segment without the previous one, if both were created during the listing. The second listing has both.
        var newest = List(folder, RecordsExtension).GroupBy(one => one.Writer).ToDictionary(writer => writer.Key, writer => writer.Max(one => one.Number));
        return [.. List(folder, RecordsExtension).Where(one => newest.TryGetValue(one.Writer, out var number) && one.Number <= number)];
    }

    /// <summary>The segments with signed heads, by writer and number.</summary>
    public static IReadOnlyList<Segment> SignedIn(string folder) => List(folder, HeadsExtension);

    /// <summary>Parses a day in the format of names.</summary>
    public static bool TryParseDay(ReadOnlySpan<char> text, out DateOnly day) =>
        DateOnly.TryParseExact(text, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    /// <summary>Parses a name. Returns null if it is malformed.</summary>
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
