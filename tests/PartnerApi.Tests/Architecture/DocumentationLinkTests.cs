using System.Text.RegularExpressions;

namespace PartnerApi.Tests.Architecture;

/// <summary>The form of the documentation: its links resolve, and every page can be found.</summary>
[Trait("Needs", "NoStore")]
public sealed partial class DocumentationLinkTests
{
    private const string Content = "src/PartnerApi/Site/Content/";

    // The README is for everyone, so it stays short. Everything else has a page of its own.
    private const int MostReadmeBytes = 12 * 1024;

    private static IEnumerable<string> Documents => Repository.Files.Where(file => file.EndsWith(".md", StringComparison.Ordinal));

    private static IEnumerable<string> Pages => Documents.Where(file => file.StartsWith(Content, StringComparison.Ordinal));

    [Theory]
    [InlineData("README.md")]
    [InlineData("src/README.md")]
    public void Readme_stays_short(string file) => Assert.InRange(new FileInfo(Path.Combine(Repository.Root, file)).Length, 1, MostReadmeBytes);

    [Fact]
    public void Relative_link_leads_to_a_file_and_a_heading() => Repository.Holds(
        from document in Documents
        from link in Links(document)
        let parts = link.Split('#')
        let target = parts[0].Length == 0 ? document : Resolve(document, parts[0])
        where !Path.Exists(Path.Combine(Repository.Root, target)) || (parts.Length > 1 && !Anchors(target).Contains(parts[1]))
        select $"{document}: {link}");

    [Fact]
    public void Every_page_is_reachable_from_the_index_of_its_shelf()
    {
        var shelves = Pages.Select(page => Content + page[Content.Length..].Split('/')[0] + "/").Distinct().ToList();
        Assert.Equal([Content + "integrate/", Content + "operate/", Content + "understand/"], shelves);
        var reachable = new HashSet<string>();
        foreach (var shelf in shelves)
        {
            var waiting = new Stack<string>([shelf + "index.md"]);
            while (waiting.TryPop(out var page))
            {
                if (!reachable.Add(page)) continue;
                foreach (var link in Links(page).Select(link => Resolve(page, link.Split('#')[0])))
                {
                    if (link.StartsWith(shelf, StringComparison.Ordinal) && link.EndsWith(".md", StringComparison.Ordinal)) waiting.Push(link);
                }
            }
        }
        Repository.Holds(Pages.Except(reachable));
    }

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
