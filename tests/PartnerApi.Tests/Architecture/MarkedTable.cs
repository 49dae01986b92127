using System.Text.RegularExpressions;

namespace PartnerApi.Tests.Architecture;

/// <summary>The tables of the documentation that tests hold to the program. A comment before each names it.</summary>
internal static partial class MarkedTable
{
    /// <summary>The rows of a table without its head, as trimmed cells.</summary>
    /// <param name="page">The page, relative to the documentation's folder.</param>
    /// <param name="name">The name in the comment before the table.</param>
    public static IReadOnlyList<string[]> Rows(string page, string name)
    {
        var parts = Repository.Read("src/PartnerApi/Site/Content/" + page).Split($"<!-- {name}: a test holds this table to the program -->\n");
        Assert.True(parts.Length == 2, $"{page} has no table '{name}'.");
        var rows = parts[1].Split('\n').TakeWhile(line => line.StartsWith('|')).Skip(2).Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries)).ToList();
        Assert.NotEmpty(rows);
        return rows;
    }

    /// <summary>The parts of a cell that are code.</summary>
    public static IEnumerable<string> Quoted(string cell) => Code().Matches(cell).Select(match => match.Groups[1].Value);

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
