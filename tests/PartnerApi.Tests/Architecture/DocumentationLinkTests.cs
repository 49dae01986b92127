using System.Text.RegularExpressions;

namespace PartnerApi.Tests.Architecture;

/// <summary>The form of the documentation: its links resolve, and every page can be found.</summary>
[Trait("Needs", "NoStore")]
public sealed partial class DocumentationLinkTests
{
    private const string Content = "src/PartnerApi/Site/Content/";

    private static readonly string[] Documents = ["README.md", "src/README.md", "tests/bench/README.md", "schema/registry-export.md"];

    private static IEnumerable<string> Pages => Documents.Where(file => file.StartsWith(Content, StringComparison.Ordinal));

    [Fact]
    public void Relative_link_leads_to_a_file_and_a_heading() => Repository.Holds(
        from document in Documents
        from link in Links(document)
        let parts = link.Split('#')
        let target = parts[0].Length == 0 ? document : Resolve(document, parts[0])
        where !Path.Exists(Path.Combine(Repository.Root, target)) || (parts.Length > 1 && !Anchors(target).Contains(parts[1]))
        select $"{document}: {link}");

    [Fact]
    public void Page_begins_with_a_title_and_a_sentence_about_its_readers() => Repository.Holds(
        Pages.Where(page => Repository.Lines(page) is not [var title, "", var readers, ..]
            || !title.StartsWith("# ", StringComparison.Ordinal)
            || !readers.StartsWith("For ", StringComparison.Ordinal)
            || !readers.EndsWith('.')));

    private static HashSet<string> Anchors(string document) =>
        [.. Heading().Matches(Prose(document)).Select(match => Anchor(match.Groups[1].Value))];

    // As code hosts derive it from a heading.
    private static string Anchor(string heading) =>
        string.Concat(heading.ToLowerInvariant().Replace(' ', '-').Where(character => char.IsLetterOrDigit(character) || character is '-' or '_'));

    private static IEnumerable<string> Links(string document) =>
        Link().Matches(Prose(document)).Select(match => match.Groups[1].Value).Where(link => !link.Contains(':', StringComparison.Ordinal));

    private static string Prose(string document) => Code().Replace(Repository.Read(document), "");

    private static string Resolve(string document, string link)
    {
        var file = Path.GetFullPath(Path.Combine(Repository.Root, Path.GetDirectoryName(document)!, link));
        return Path.GetRelativePath(Repository.Root, file).Replace('\\', '/');
    }

    [GeneratedRegex(@"^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\]\(([^)]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^ *```.*?^ *```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Code();
}
