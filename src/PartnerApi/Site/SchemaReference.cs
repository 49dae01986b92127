using System.Net;
using System.Text;
using PartnerApi.GraphQL.Export;
using PartnerApi.Policy;

namespace PartnerApi.Site;

/// <summary>
/// The reference pages of the schemas, made from the committed files in <c>schema/</c>. They are documentation, so every process serves all of them,
/// whichever audiences it serves.
/// </summary>
internal static class SchemaReference
{
    /// <summary>The address of the list of schemas.</summary>
    public const string Index = "schema/";

    private const string Resources = "PartnerApi.Site.Schema.";
    private const string Extension = ".graphql";

    // What callers can reach, and what is stored.
    private static readonly string[] Tables = ["access.csv", "tables.csv"];

    // A new audience has no file until its schema is exported.
    private static IReadOnlyList<Audience> Exported { get; } =
        [.. Audiences.All.IntersectBy(typeof(SchemaReference).Assembly.GetManifestResourceNames(), audience => Resources + audience.Name + Extension)];

    /// <summary>The addresses of all pages.</summary>
    public static IEnumerable<string> Addresses => [Index, .. Exported.Select(AddressOf)];

    /// <summary>The addresses of the files for download.</summary>
    public static IEnumerable<string> Downloads => [.. Exported.Select(audience => AddressOf(audience) + Extension), .. Tables.Select(table => Index + table)];

    /// <summary>The addresses of the pages and tables by the path of the file or folder that each describes, from the root of the repository.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Files =>
    [
        new(Index.TrimEnd('/'), Index),
        .. Exported.Select(audience => KeyValuePair.Create(AddressOf(audience) + Extension, AddressOf(audience))),
        .. Tables.Select(table => KeyValuePair.Create(Index + table, Index + table)),
    ];

    /// <summary>Renders all pages.</summary>
    public static IEnumerable<ContentPage> Render() => [RenderIndex(), .. Exported.Select(Render)];

    /// <summary>A file for download.</summary>
    public static WebAsset Download(string address) => WebAsset.Load(Resources + address[Index.Length..]);

    private static ContentPage Render(Audience audience) =>
        SchemaPage.Render(AddressOf(audience), TitleOf(audience), audience, SchemaText.Read(WebAsset.ReadText(Resources + audience.Name + Extension)));

    private static string AddressOf(Audience audience) => Index + audience.Name;

    private static string TitleOf(Audience audience) => $"{char.ToUpperInvariant(audience.Name[0])}{audience.Name[1..].Replace('-', ' ')} schema";

    private static ContentPage RenderIndex()
    {
        const string readers = "For developers and reviewers: look up what each audience can request.";
        const string text = "Each audience has a schema of its own. A field that is not on the page of an audience does not exist for its callers.";
        var html = new StringBuilder($"<h1 id=\"schemas\">Schemas</h1>\n<p class=\"lead\">{readers}</p>\n<p>{text}</p>\n<ul>\n");
        foreach (var audience in Exported)
            html.Append($"<li><a href=\"{audience.Name}\">{TitleOf(audience)}</a>: {WebUtility.HtmlEncode(audience.Description)}</li>\n");
        html.Append("</ul>\n<p>For reviewers: <a href=\"access.csv\">every field that a caller can reach</a>, with its scopes, and ")
            .Append("<a href=\"tables.csv\">every stored column</a>, with its reason.</p>\n")
            .Append("<p>Every page is made from a file of the repository that the build compares with the program. Introspection needs a token.</p>");
        return new ContentPage(Index, "Schemas", readers, html.ToString(), [new ContentSection(1, "", "Schemas", text)], [.. Exported.Select(AddressOf)]);
    }
}
