using System.Text;

namespace PartnerApi.Disclosures;

/// <summary>The signed heads as they are published: one compact JWS a line.</summary>
internal static class PublishedHeads
{
    /// <summary>The newest head of each writer.</summary>
    public static string Latest(string folder) => Lines(Segment.AllIn(folder)
        .GroupBy(segment => segment.Writer)
        .Select(ofWriter => ofWriter.Reverse().SelectMany(segment => Of(folder, segment).Reverse()).FirstOrDefault())
        .OfType<string>());

    /// <summary>All heads of a day, in the order they were signed by each writer.</summary>
    public static string Of(string folder, DateOnly day) =>
        Lines(Segment.AllIn(folder).Where(segment => segment.Day == day).SelectMany(segment => Of(folder, segment)));

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

    private static string Lines(IEnumerable<string> heads) => string.Concat(heads.Select(head => head + '\n'));
}
