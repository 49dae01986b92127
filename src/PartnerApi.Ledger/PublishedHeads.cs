using System.Text;
using PartnerApi.Core;

namespace PartnerApi.Ledger;

/// <summary>The published form of signed heads: one compact JWS on each line.</summary>
public static class PublishedHeads
{
    /// <summary>The newest head of each writer.</summary>
    public static string Latest(string folder) => Lines(Segment.SignedIn(folder)
        .GroupBy(segment => segment.Writer)
        .Select(ofWriter => ofWriter.Reverse().SelectMany(segment => Of(folder, segment).Reverse()).FirstOrDefault())
        .OfType<string>());

    /// <summary>All heads that were signed on a day, in the order in which each writer signed them.</summary>
    public static string Of(string folder, DateOnly day, CityClock clock) => Lines(Segment.SignedIn(folder)
        .GroupBy(segment => segment.Writer)
        .SelectMany(ofWriter => SignedOn(day, [.. ofWriter]))
        .SelectMany(segment => Of(folder, segment))
        .Where(jws => HeadSigner.Read(jws) is { } head && clock.DayOf(DateTimeOffset.FromUnixTimeSeconds(head.Iat)) == day));

    /// <summary>All heads of a segment.</summary>
    public static IReadOnlyList<string> Of(string folder, Segment segment)
    {
        var heads = new List<string>();
        var path = segment.HeadsIn(folder);
        if (!File.Exists(path)) return heads;
        using var file = LedgerLines.Open(path);
        LedgerLines.Read(file, 0, LedgerLines.Ended, (line, _) =>
        {
            heads.Add(Encoding.ASCII.GetString(line));
            return true;
        });
        return heads;
    }

    // Until a record begins the day's segment, heads are signed for the previous segment.
    private static IEnumerable<Segment> SignedOn(DateOnly day, List<Segment> ofWriter)
    {
        var before = ofWriter.LastOrDefault(segment => segment.Day < day);
        return ofWriter.Where(segment => segment.Holds(day) || segment == before);
    }

    private static string Lines(IEnumerable<string> heads) => string.Concat(heads.Select(head => head + '\n'));
}
