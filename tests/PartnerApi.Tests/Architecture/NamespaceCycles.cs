using System.Text.RegularExpressions;

namespace PartnerApi.Tests.Architecture;

/// <summary>
/// Finds cycles between the namespaces of a project by reading its sources. A namespace uses another if one of its files has a using directive for it
/// (unneeded ones are build errors), names one of its types with a qualifier, or, if the other encloses it, names one of its types.
/// </summary>
internal static partial class NamespaceCycles
{
    /// <summary>The edges of all cycles, one a line, each with the files that make it.</summary>
    /// <param name="sources">The sources of one project, by file name.</param>
    public static IEnumerable<string> Of(IReadOnlyDictionary<string, string> sources)
    {
        var files = sources.Where(source => Namespace().IsMatch(source.Value))
            .Select(source => new Source(source.Key, Namespace().Match(source.Value).Groups[1].Value, Ignored().Replace(source.Value, " "))).ToList();
        var types = files.SelectMany(file => Type().Matches(file.Code).Select(match => (file.Space, Name: match.Groups[1].Value)))
            .Distinct().ToLookup(type => type.Space, type => type.Name);
        var edges = files.SelectMany(file => types.Select(space => (Edge: (From: file.Space, To: space.Key), Cause: Cause(file, space))))
            .Where(edge => edge.Cause is not null).ToLookup(edge => edge.Edge, edge => edge.Cause!);
        var next = edges.ToLookup(edge => edge.Key.From, edge => edge.Key.To);
        return edges.Where(edge => Reaches(edge.Key.To, edge.Key.From, next)).OrderBy(edge => edge.Key)
            .Select(edge => $"{edge.Key.From} uses {edge.Key.To}: {string.Join(", ", edge.Order(StringComparer.Ordinal))}");
    }

    private static string? Cause(Source file, IGrouping<string, string> space)
    {
        if (file.Space == space.Key) return null;
        if (Using().Matches(file.Code).Any(match => match.Groups[1].Value == space.Key)) return file.Name;
        var prefixes = Enclosing(file.Space).Prepend(file.Space).Where(outer => space.Key.StartsWith(outer + '.', StringComparison.Ordinal))
            .Select(outer => Regex.Escape(space.Key[(outer.Length + 1)..]) + @"\.").Append(Regex.Escape(space.Key) + @"\.");
        if (Enclosing(file.Space).Contains(space.Key)) prefixes = prefixes.Append("");
        var named = Regex.Match(file.Code, $@"(?<![\w.])(?:{string.Join('|', prefixes)})({string.Join('|', space)})\b");
        return named.Success ? $"{file.Name} ({named.Groups[1].Value})" : null;
    }

    // Not the namespace itself: PartnerApi.Storage.Sqlite is enclosed by PartnerApi.Storage and PartnerApi.
    private static IEnumerable<string> Enclosing(string space)
    {
        for (var end = space.LastIndexOf('.'); end > 0; end = space.LastIndexOf('.', end - 1)) yield return space[..end];
    }

    private static bool Reaches(string from, string to, ILookup<string, string> next)
    {
        var seen = new HashSet<string> { from };
        var open = new Stack<string>(seen);
        while (open.TryPop(out var space))
        {
            if (space == to) return true;
            foreach (var used in next[space].Where(seen.Add)) open.Push(used);
        }
        return false;
    }

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^using (?:static )?(?:\w+ = )?([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Using();

    // Types that are not nested begin at the first column.
    [GeneratedRegex(@"^(?:(?:public|internal|static|sealed|abstract|readonly|partial|ref|unsafe) )*(?:class|record struct|record|struct|interface|enum|delegate [^(=;]+?) (\w+)\b", RegexOptions.Multiline)]
    private static partial Regex Type();

    [GeneratedRegex(@"//.*|""""""[\s\S]*?""""""|""(?:[^""\\\n]|\\.)*""|(?<=^namespace )[\w.]+", RegexOptions.Multiline)]
    private static partial Regex Ignored();

    private sealed record Source(string Name, string Space, string Code);
}
