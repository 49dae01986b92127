using System.Net;
using System.Text;

namespace PartnerApi.Http.Pages;

/// <summary>A part of the site, for the navigation in the header of every page.</summary>
/// <param name="Address">Below the site's root, such as <c>status</c>.</param>
/// <param name="Title">The words of the link.</param>
public sealed record PageLink(string Address, string Title);

/// <summary>
/// The common frame and style of all pages. It is here because the pages of the issuer are in another project than the site, and must not look like another
/// service where people enter a password.
/// </summary>
/// <param name="links">The parts of the site that this gateway serves, in the order of the navigation.</param>
public sealed class PageFrame(IEnumerable<PageLink> links)
{
    private const string Resources = "PartnerApi.Http.Pages.";

    private readonly PageLink[] links = [.. links];

    /// <summary>The style sheet with the colors, sizes, and elements of all pages.</summary>
    public static string Style { get; } = Read("look.css");

    /// <summary>The mark as an SVG file.</summary>
    public static string Mark { get; } = Read("icon.svg");

    // Within HTML, an SVG element needs no namespace.
    private static string InlineMark { get; } = Mark.Trim().Replace(" xmlns=\"http://www.w3.org/2000/svg\"", " aria-hidden=\"true\"", StringComparison.Ordinal);

    /// <summary>The header with the mark and the navigation, and before it the link to the element <c>main</c>.</summary>
    /// <param name="root">The relative address of the site's root, so that a proxy can serve the gateway below a path.</param>
    /// <param name="current">The address of the part to which the page belongs; null for none.</param>
    /// <param name="beforeLinks">HTML between the mark and the navigation.</param>
    /// <param name="afterLinks">HTML after the navigation.</param>
    public string Header(string root, string? current, string beforeLinks = "", string afterLinks = "")
    {
        var html = new StringBuilder($"""
            <a class="skip" href="#main">Skip to the content</a>
            <header class="bar">
            <div class="bar-inner">
            <a class="brand" href="{root}">{InlineMark}PartnerApi</a>
            {beforeLinks}<nav class="bar-links" aria-label="Site">

            """);
        foreach (var link in links)
        {
            var mark = link.Address == current ? " aria-current=\"true\"" : "";
            html.Append($"<a href=\"{root}{link.Address}\"{mark}>{WebUtility.HtmlEncode(link.Title)}</a>\n");
        }
        return html.Append($"</nav>\n{afterLinks}</div>\n</header>").ToString();
    }

    private static string Read(string name)
    {
        using var stream = typeof(PageFrame).Assembly.GetManifestResourceStream(Resources + name)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
