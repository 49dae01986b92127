using System.Net;
using System.Text.RegularExpressions;
using PartnerApi.Http.Pages;
using PartnerApi.Site;

namespace PartnerApi.Tests.Site;

/// <summary>All pages have one header, one style, and one navigation, which leads only to parts that the gateway serves.</summary>
public sealed partial class LookTests(SharedGateway shared)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/", null)]
    [InlineData("/integrate/banks", "Documentation")]
    [InlineData("/explorer/", "Explorer")]
    [InlineData("/statistics/", "Statistics")]
    [InlineData("/status", "Status")]
    public async Task Header_leads_to_every_part_and_marks_that_of_the_page(string path, string? part)
    {
        var page = await shared.Gateway.Http.GetStringAsync(path, Cancel);
        Assert.Equal(["Documentation", "Explorer", "Statistics", "Status"], LinksOf(page).Select(link => link.Title));
        Assert.Equal(part, LinksOf(page).SingleOrDefault(link => link.IsCurrent).Title);
        foreach (var link in LinksOf(page))
        {
            using var response = await shared.Gateway.Http.GetAsync(new Uri(new Uri(shared.Gateway.Http.BaseAddress!, path), link.Address), Cancel);
            Assert.Equal((link.Address, HttpStatusCode.OK), (link.Address, response.StatusCode));
        }
        Assert.Contains("""href="#main">Skip to the content</a>""", page, StringComparison.Ordinal);
        Assert.Contains("<main id=\"main\"", page, StringComparison.Ordinal);
        Assert.Contains("assets/site.css", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Navigation_omits_parts_that_are_off()
    {
        await using var gateway = await RunningGateway.StartAsync(settings: ("Explorer:Enabled", "false"));
        foreach (var path in (string[])["/", "/statistics/", "/status"])
            Assert.Equal(["Documentation", "Statistics", "Status"], LinksOf(await gateway.Http.GetStringAsync(path, Cancel)).Select(link => link.Title));
    }

    [Fact]
    public async Task Style_of_the_site_begins_with_that_of_all_pages()
    {
        var style = await shared.Gateway.Http.GetStringAsync("/assets/site.css", Cancel);
        Assert.StartsWith(PageFrame.Style, style, StringComparison.Ordinal);
        Assert.NotEqual(PageFrame.Style.Length, style.Length);
    }

    // A second definition could drift from the first.
    [Fact]
    public void Colors_are_defined_once() => Repository.Holds(
        from file in Repository.Files
        where file.EndsWith(".css", StringComparison.Ordinal) && file.StartsWith("src/", StringComparison.Ordinal) && !file.Contains("/assets/", StringComparison.Ordinal)
        where !file.EndsWith("PartnerApi.Http/Pages/look.css", StringComparison.Ordinal)
        from Match token in Token().Matches(Repository.Read(file))
        where PageFrame.Style.Contains($" {token.Value}", StringComparison.Ordinal)
        select $"{file}: {token.Value}");

    [Fact]
    public async Task Image_of_the_documentation_is_served_with_its_size_on_the_page()
    {
        Assert.Contains("understand/authorization.svg", ContentImages.All.Keys);
        foreach (var image in ContentImages.All.Values)
        {
            using var response = await shared.Gateway.Http.GetAsync("/" + image.Address, Cancel);
            Assert.Equal((HttpStatusCode.OK, "image/svg+xml"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
            Assert.DoesNotContain("script-src", Assert.Single(response.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        }
        var page = await shared.Gateway.Http.GetStringAsync("/understand/authorization", Cancel);
        var shown = ContentImages.All["understand/authorization.svg"];
        Assert.Contains($"<img src=\"../{shown.Address}\" width=\"{shown.Width}\" height=\"{shown.Height}\" alt=\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Image_that_the_site_does_not_have_stops_the_rendering()
    {
        var renderer = new ContentRenderer(new Dictionary<string, string> { ["page.md"] = "page" }, new Dictionary<string, string>());
        var failure = Assert.Throws<InvalidOperationException>(() => renderer.Render("page.md", "# Page\n\nFor readers: read.\n\n![A picture](missing.svg)\n"));
        Assert.Contains("missing.svg", failure.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<(string Address, string Title, bool IsCurrent)> LinksOf(string page) =>
        BarLink().Matches(Navigation().Match(page).Value).Select(match => (match.Groups[1].Value, match.Groups[3].Value, match.Groups[2].Length > 0));

    [GeneratedRegex("""<nav class="bar-links".*?</nav>""", RegexOptions.Singleline)]
    private static partial Regex Navigation();

    [GeneratedRegex("""<a href="([^"]*)"( aria-current="true")?>([^<]*)</a>""")]
    private static partial Regex BarLink();

    [GeneratedRegex("--[a-z0-9-]+:")]
    private static partial Regex Token();
}
