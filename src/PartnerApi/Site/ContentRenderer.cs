using System.Text;
using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Extensions.Tables;
using Markdig.Helpers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace PartnerApi.Site;

/// <summary>
/// Renders a page of the documentation. The same files are readable in a repository, so links between them are relative files there, and relative addresses here.
/// </summary>
/// <param name="files">The known files, by their path in the documentation's folder, such as <c>integrate/banks.md</c>, with their addresses.</param>
/// <param name="samples">The texts of the sample programs, by their path in the documentation's folder.</param>
internal sealed class ContentRenderer(IReadOnlyDictionary<string, string> files, IReadOnlyDictionary<string, string> samples)
{
    /// <summary>The folder of the sample programs.</summary>
    public const string Samples = "integrate/samples/";

    private const string Comment = "<!--";

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePipeTables().UseAutoIdentifiers(AutoIdentifierOptions.GitHub).Build();

    /// <summary>Renders a page.</summary>
    /// <param name="file">Its path in the documentation's folder.</param>
    /// <param name="markdown">Its text.</param>
    /// <exception cref="InvalidOperationException">
    /// The page has no title or no sentence about its readers, contains HTML, or shows a sample that does not exist.
    /// </exception>
    public ContentPage Render(string file, string markdown)
    {
        var document = Markdown.Parse(markdown, Pipeline);
        RemoveComments(file, document);
        ShowSamples(file, document);
        if (document.FirstOrDefault() is not HeadingBlock { Level: 1 } title || document.ElementAtOrDefault(1) is not ParagraphBlock readers)
            throw new InvalidOperationException($"The page {file} must begin with a heading and a sentence about its readers.");
        readers.GetAttributes().AddClass("lead");
        var address = files[file];
        AlignByClass(document);
        var links = Relink(file, ContentPage.RootFrom(address), document);
        return new ContentPage(address, TextOf(title), TextOf(readers), Html(document), [.. Sections(document)], links);
    }

    // The tests hold some tables to the program, and find them by comments. Other HTML could break the page's layout or its policy.
    private static void RemoveComments(string file, MarkdownDocument document)
    {
        foreach (var block in document.Descendants<HtmlBlock>().ToList())
        {
            if (!block.Lines.ToString().StartsWith(Comment, StringComparison.Ordinal)) throw new InvalidOperationException($"The page {file} contains HTML.");
            block.Parent!.Remove(block);
        }
        if (document.Descendants<HtmlInline>().Any()) throw new InvalidOperationException($"The page {file} contains HTML.");
    }

    // A link to a sample in a paragraph of its own shows the file: its name, and its text as code.
    private void ShowSamples(string file, MarkdownDocument document)
    {
        foreach (var caption in document.Descendants<ParagraphBlock>().ToList())
        {
            if (caption.Inline is not { } inline || inline.FirstChild is not LinkInline { IsImage: false, Url: { } url } link || link.NextSibling is not null) continue;
            var path = Resolve(file, url);
            if (!path.StartsWith(Samples, StringComparison.Ordinal)) continue;
            if (!samples.TryGetValue(path, out var text)) throw new InvalidOperationException($"The page {file} shows {url}, but there is no such sample.");
            var code = new FencedCodeBlock(null!) { Lines = new StringLineGroup(text.TrimEnd()) };
            code.GetAttributes().AddClass($"language-{Path.GetExtension(path)[1..]}");
            caption.Parent!.Insert(caption.Parent.IndexOf(caption) + 1, code);
            caption.GetAttributes().AddClass("caption");
            link.ReplaceBy(new CodeInline(Path.GetFileName(path)), copyChildren: false);
        }
    }

    // The renderer would align a column by a style attribute, which the policy of the pages forbids.
    private static void AlignByClass(MarkdownDocument document)
    {
        foreach (var table in document.Descendants<Table>())
        {
            for (var column = 0; column < table.ColumnDefinitions.Count; column++)
            {
                if (table.ColumnDefinitions[column].Alignment == TableColumnAlign.Right)
                {
                    foreach (var row in table.OfType<TableRow>().Where(row => column < row.Count)) row[column].GetAttributes().AddClass("number");
                }
                table.ColumnDefinitions[column].Alignment = null;
            }
        }
    }

    private List<string> Relink(string file, string root, MarkdownDocument document)
    {
        var pages = new List<string>();
        foreach (var link in document.Descendants<LinkInline>().ToList())
        {
            if (link.Url is not { } url || url.StartsWith('#') || Uri.TryCreate(url, UriKind.Absolute, out _)) continue;
            var parts = url.Split('#');
            var path = Resolve(file, parts[0]);
            if (files.TryGetValue(path, out var address))
            {
                pages.Add(address);
                link.Url = root + address + (parts.Length > 1 ? "#" + parts[1] : "");
            }
            else if (link.IsImage)
            {
                var image = ContentImages.All.GetValueOrDefault(path) ?? throw new InvalidOperationException($"The page {file} shows {url}, which the site lacks.");
                link.Url = root + image.Address;
                link.GetAttributes().AddProperty("width", image.Width);
                link.GetAttributes().AddProperty("height", image.Height);
            }
            else
            {
                // A file of the repository that the site does not have. Its text remains.
                link.ReplaceBy(new ContainerInline());
            }
        }
        return pages;
    }

    // The path of a link, relative to the documentation's folder.
    private static string Resolve(string file, string link) =>
        Path.GetRelativePath("/", Path.GetFullPath(Path.Combine("/", Path.GetDirectoryName(file)!, link)));

    private static string Html(MarkdownDocument document)
    {
        var html = document.ToHtml(Pipeline);

        // Wide tables and code scroll on their own. Text is encoded, so these are always tags.
        return html.Replace("<table>", """<div class="scroll" tabindex="0"><table>""", StringComparison.Ordinal)
            .Replace("</table>", "</table></div>", StringComparison.Ordinal)
            .Replace("<pre>", """<pre tabindex="0">""", StringComparison.Ordinal);
    }

    private static IEnumerable<ContentSection> Sections(MarkdownDocument document)
    {
        var (level, id, title) = (1, "", TextOf((HeadingBlock)document[0]));
        var text = new StringBuilder();
        foreach (var block in document.Skip(1))
        {
            if (block is HeadingBlock { Level: 2 or 3 } heading)
            {
                yield return new ContentSection(level, id, title, text.ToString().Trim());
                (level, id, title) = (heading.Level, heading.GetAttributes().Id ?? "", TextOf(heading));
                text.Clear();
            }
            else
            {
                Append(text, block);
            }
        }
        yield return new ContentSection(level, id, title, text.ToString().Trim());
    }

    private static void Append(StringBuilder text, Block block)
    {
        switch (block)
        {
            // The words of code would hide the pages that explain them.
            case FencedCodeBlock: break;
            case LeafBlock { Inline: { } inline }: text.Append(TextOf(inline)).Append(' '); break;
            case LeafBlock leaf: text.Append(leaf.Lines).Append(' '); break;
            case ContainerBlock container:
                foreach (var child in container) Append(text, child);
                break;
        }
    }

    private static string TextOf(LeafBlock block) => block.Inline is { } inline ? TextOf(inline) : "";

    private static string TextOf(ContainerInline inline)
    {
        var text = new StringBuilder();
        foreach (var part in inline.Descendants())
        {
            if (part is LiteralInline literal) text.Append(literal.Content);
            else if (part is CodeInline code) text.Append(code.Content);
            else if (part is LineBreakInline) text.Append(' ');
        }
        return text.ToString();
    }
}
