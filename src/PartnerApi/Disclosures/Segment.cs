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
    private const string HeaderStart = "partner-api disclosures 1";

    /// <summary>The name, without an extension.</summary>
    public string Name => $"{Day.ToString(DayFormat, CultureInfo.InvariantCulture)}-{Writer}";

    /// <summary>The file of the records.</summary>
    public string FileIn(string folder) => Path.Combine(folder, $"{Name}.log");

    /// <summary>The file of the signed heads, one compact JWS a line.</summary>
    public string HeadsIn(string folder) => Path.Combine(folder, $"{Name}.heads");

    /// <summary>The first line, which the chain begins with; it names the head of the segment before it.</summary>
    public byte[] Header(string previousHead) =>
        Encoding.ASCII.GetBytes($"{HeaderStart}\t{Day.ToString(DayFormat, CultureInfo.InvariantCulture)}\t{Writer}\t{previousHead}");

    /// <summary>All segments of a folder, by writer and day.</summary>
    public static IReadOnlyList<Segment> AllIn(string folder) => !Directory.Exists(folder) ? [] :
        [.. Directory.EnumerateFiles(folder, "*.log").Select(Path.GetFileName).Select(Parse).OfType<Segment>().OrderBy(one => one.Writer).ThenBy(one => one.Day)];

    private static Segment? Parse(string? file) => FileName().Match(file!) is { Success: true } match
        && DateOnly.TryParseExact(match.Groups[1].ValueSpan, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        ? new Segment(day, int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture))
        : null;

    [GeneratedRegex(@"^(\d{4}-\d\d-\d\d)-([1-9]\d{0,5})\.log$")]
    private static partial Regex FileName();
}
