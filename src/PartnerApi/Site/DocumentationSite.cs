using System.Buffers;
using System.Text;
using System.Text.Json;

namespace PartnerApi.Site;

/// <summary>The developer site: the pages of the documentation with navigation, and an index for the search. All is rendered once, at its first use.</summary>
internal sealed class DocumentationSite
{
    /// <summary>The prefix of the embedded Markdown files.</summary>
    public const string Content = "PartnerApi.Site.Content.";

    // The folder of the Markdown files in the repository.
    private const string Folder = "src/PartnerApi/Site/Content/";

    // The pages for partners, whose commands a developer of a sandbox copies.
    private const string Integrate = "integrate/";

    // The address in those commands, at which a sandbox listens by default.
    private const string SandboxAddress = "http://127.0.0.1:5080";

    // Pages whose files are elsewhere in the repository.
    private static readonly KeyValuePair<string, string>[] Elsewhere =
        [new(".github/CHANGELOG.md", "integrate/changelog"), new(".github/SECURITY.md", "understand/reporting")];

    private static readonly string[] Shelves = [Integrate, "operate/", "understand/", SchemaReference.Index];

    private readonly Lazy<IReadOnlyDictionary<string, WebAsset>> assets;

    /// <summary>Prepares the site. In a sandbox, the commands for partners name its own address, so that they can be copied.</summary>
    /// <param name="sandbox">The address of this sandbox; null in production, where its clients and cards do not exist.</param>
    /// <param name="layout">The frame of the pages.</param>
    public DocumentationSite(string? sandbox, SiteLayout layout) => assets = new(() => Render(sandbox?.TrimEnd('/') ?? SandboxAddress, layout));

    /// <summary>The addresses of all pages, without rendering them.</summary>
    public static IEnumerable<string> Addresses => [.. Files.Values, .. SchemaReference.Addresses, ""];

    private static IEnumerable<string> Samples { get; } = [.. typeof(DocumentationSite).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Content + ContentRenderer.Samples, StringComparison.Ordinal))
        .Select(name => name[Content.Length..])];

    // From the path of each Markdown file to the address of its page.
    private static IReadOnlyDictionary<string, string> Files { get; } = typeof(DocumentationSite).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Content, StringComparison.Ordinal))
        .Select(name => name[Content.Length..])
        .Where(file => file.EndsWith(".md", StringComparison.Ordinal))
        .ToDictionary(file => file, AddressOf, StringComparer.Ordinal);

    // The same, for links from and to files that are elsewhere in the repository.
    private static Dictionary<string, string> Linked { get; } = new(
        [.. Files, .. Files.Select(file => KeyValuePair.Create(Folder + file.Key, file.Value)), .. SchemaReference.Files, .. Elsewhere],
        StringComparer.Ordinal);

    /// <summary>A page, <c>search.json</c>, or a schema.</summary>
    public WebAsset this[string address] => assets.Value[address];

    private static string AddressOf(string file)
    {
        var page = file[..^".md".Length];
        return page.EndsWith("/index", StringComparison.Ordinal) ? page[..^"index".Length] : page;
    }

    private static Dictionary<string, WebAsset> Render(string sandbox, SiteLayout layout)
    {
        var renderer = new ContentRenderer(Linked, Samples.ToDictionary(file => file, file => TextOf(file, sandbox), StringComparer.Ordinal));
        var pages = Files.Keys
            .Select(file => renderer.Render(file, TextOf(file, sandbox)))
            .Concat(SchemaReference.Render())
            .ToDictionary(page => page.Address, StringComparer.Ordinal);
        var navigation = Shelves.Select(shelf => Shelf.Of(shelf, pages)).ToList();
        var assets = pages.Values.ToDictionary(page => page.Address, page => WebAsset.Create("page.html", layout.Page(page, navigation)), StringComparer.Ordinal);
        assets[""] = WebAsset.Create("page.html", layout.Start());
        assets["search.json"] = WebAsset.Create("search.json", SearchIndex(navigation.SelectMany(shelf => shelf.Pages)));
        foreach (var address in SchemaReference.Downloads) assets[address] = SchemaReference.Download(address);
        return assets;
    }

    private static string TextOf(string file, string sandbox)
    {
        var text = WebAsset.ReadText(Content + file);
        return file.StartsWith(Integrate, StringComparison.Ordinal) ? text.Replace(SandboxAddress, sandbox, StringComparison.Ordinal) : text;
    }

    // An array for each section: the address, the page's title, the heading, the text.
    private static string SearchIndex(IEnumerable<ContentPage> pages)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (var (page, section) in pages.SelectMany(page => page.Sections.Select(section => (page, section))))
            {
                json.WriteStartArray();
                json.WriteStringValue(section.Id.Length == 0 ? page.Address : $"{page.Address}#{section.Id}");
                json.WriteStringValue(page.Title);
                json.WriteStringValue(section.Title);
                json.WriteStringValue(section.Text);
                json.WriteEndArray();
            }
            json.WriteEndArray();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}

/// <summary>A shelf of the documentation.</summary>
/// <param name="Index">Its index page.</param>
/// <param name="Pages">Its pages in the order of the links: those of the index, each followed by those that it alone links to.</param>
internal sealed record Shelf(ContentPage Index, IReadOnlyList<ContentPage> Pages)
{
    /// <summary>Collects the pages that can be reached from the index of a shelf.</summary>
    public static Shelf Of(string address, IReadOnlyDictionary<string, ContentPage> pages)
    {
        var found = new List<ContentPage>();
        var waiting = new Queue<string>([address]);
        while (waiting.TryDequeue(out var next))
        {
            if (found.Any(page => page.Address == next)) continue;
            var page = pages[next];
            found.Add(page);
            foreach (var link in page.Links.Where(link => link.StartsWith(address, StringComparison.Ordinal))) waiting.Enqueue(link);
        }
        return new Shelf(found[0], found);
    }
}
