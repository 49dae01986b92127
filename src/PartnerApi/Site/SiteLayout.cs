using System.Net;
using System.Text;
using PartnerApi.Http.Pages;

namespace PartnerApi.Site;

/// <summary>The frame of every page of the site: header, navigation, content, and the page's table of contents.</summary>
internal sealed class SiteLayout(PageFrame frame)
{
    /// <summary>The link to the documentation, in the navigation of every page.</summary>
    public static readonly PageLink Documentation = new("integrate/", "Documentation");

    private const string Resources = "PartnerApi.Site.Web.";
    private const string MenuLink = "<a class=\"menu-link\" href=\"#menu\">Menu</a>\n";

    private static readonly string Template = WebAsset.ReadText(Resources + "page.html");
    private static readonly string StartBody = WebAsset.ReadText(Resources + "start.html");
    private static readonly string NotFoundBody = WebAsset.ReadText(Resources + "not-found.html");
    private static readonly string Search = WebAsset.ReadText(Resources + "search.html");

    /// <summary>The start page.</summary>
    public string Start() =>
        Fill("PartnerApi: city ID card", "Check whether a city ID card is valid, and whether its holder may have a benefit.", "./", null, "", "", StartBody);

    /// <summary>A page of the documentation.</summary>
    public string Page(ContentPage page, IReadOnlyList<Shelf> shelves) => Fill(
        $"{page.Title} - PartnerApi", page.Readers, page.Root, Documentation.Address, Menu(page.Address, shelves), Contents(page), $"<article>{page.Body}</article>");

    /// <summary>A page of another part of the program, such as the status page.</summary>
    /// <param name="address">Its address below the site's root.</param>
    /// <param name="title">Its title.</param>
    /// <param name="body">HTML, with the heading.</param>
    public string Other(string address, string title, string body) =>
        Fill($"{title} - PartnerApi", title, ContentPage.RootFrom(address), address, "", "", $"<article>{body}</article>");

    /// <summary>The page for an unknown address.</summary>
    /// <param name="root">The relative address of the site's root.</param>
    public string NotFound(string root) => Fill("Page not found - PartnerApi", "Page not found", root, null, "", "", $"<article>{NotFoundBody}</article>");

    // One pass, because content can look like a placeholder.
    private string Fill(string title, string description, string root, string? part, string menu, string contents, string body)
    {
        var html = new StringBuilder(Template.Length + menu.Length + body.Length);
        var rest = Template.AsSpan();
        while (rest.IndexOf("{{", StringComparison.Ordinal) is var begin and >= 0)
        {
            var end = rest.IndexOf("}}", StringComparison.Ordinal);
            html.Append(rest[..begin]).Append(rest[(begin + 2)..end] switch
            {
                "title" => WebUtility.HtmlEncode(title),
                "description" => WebUtility.HtmlEncode(description),
                "root" => root,
                "header" => frame.Header(root, part, menu.Length > 0 ? MenuLink : "", Search),
                "menu" => menu,
                "contents" => contents,
                "body" => body.Replace("{{root}}", root, StringComparison.Ordinal),
                var other => throw new InvalidOperationException($"The frame has an unknown placeholder {other}."),
            });
            rest = rest[(end + 2)..];
        }
        return html.Append(rest).ToString();
    }

    private static string Menu(string current, IReadOnlyList<Shelf> shelves)
    {
        var root = ContentPage.RootFrom(current);
        var html = new StringBuilder("<nav class=\"menu\" id=\"menu\" aria-label=\"Documentation\">\n");
        foreach (var shelf in shelves)
        {
            var open = current.StartsWith(shelf.Index.Address, StringComparison.Ordinal) ? " open" : "";
            html.Append($"<details{open}><summary>{WebUtility.HtmlEncode(shelf.Index.Title)}</summary>\n<ul>\n");
            foreach (var page in shelf.Pages)
            {
                var mark = page.Address == current ? " aria-current=\"page\"" : "";
                var title = page == shelf.Index ? "Overview" : WebUtility.HtmlEncode(page.Title);
                html.Append($"<li><a href=\"{root}{page.Address}\"{mark}>{title}</a></li>\n");
            }
            html.Append("</ul>\n</details>\n");
        }
        return html.Append("</nav>").ToString();
    }

    private static string Contents(ContentPage page)
    {
        var sections = page.Sections.Where(section => section.Level == 2).ToList();
        if (sections.Count < 2) return "";
        var html = new StringBuilder("<nav class=\"contents\" aria-labelledby=\"contents-title\">\n<h2 id=\"contents-title\">On this page</h2>\n<ul>\n");
        foreach (var section in sections) html.Append($"<li><a href=\"#{section.Id}\">{WebUtility.HtmlEncode(section.Title)}</a></li>\n");
        return html.Append("</ul>\n</nav>").ToString();
    }
}
