using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using PartnerApi.Http.Pages;
using PartnerApi.Site;

namespace PartnerApi.Tests.Site;

/// <summary>The developer site over HTTP.</summary>
[Trait("Needs", "NoStore")]
public sealed partial class SiteTests(SharedGateway shared)
{
    // A page with its style and its script, compressed.
    private const int MostFirstPageBytes = 200_000;

    private const string DefaultAddress = "127.0.0.1:5080";

    private readonly HttpClient http = shared.Gateway.Http;

    [Fact]
    public async Task Every_link_leads_to_a_page_and_a_heading()
    {
        var (faults, found) = (new List<string>(), new Dictionary<string, string>());
        var waiting = new Queue<Uri>([http.BaseAddress!]);
        var anchors = new List<(Uri From, Uri To)>();
        while (waiting.TryDequeue(out var address))
        {
            if (found.ContainsKey(address.AbsolutePath)) continue;
            using var response = await http.GetAsync(address, TestContext.Current.CancellationToken);
            found[address.AbsolutePath] = response.StatusCode == HttpStatusCode.OK ? await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken) : "";
            if (response.StatusCode != HttpStatusCode.OK || response.RequestMessage!.RequestUri != address) faults.Add($"{address}: {response.StatusCode}");
            if (response.Content.Headers.ContentType?.MediaType != "text/html") continue;
            foreach (var link in Link().Matches(found[address.AbsolutePath]).Select(match => new Uri(address, WebUtility.HtmlDecode(match.Groups[1].Value))))
            {
                if (link.Authority != address.Authority || link.AbsolutePath.StartsWith("/statistics", StringComparison.Ordinal)) continue;
                anchors.Add((address, link));
                waiting.Enqueue(new Uri(link.GetLeftPart(UriPartial.Path)));
            }
        }
        faults.AddRange(
            from link in anchors
            where link.To.Fragment.Length > 1 && !found[link.To.AbsolutePath].Contains($"id=\"{link.To.Fragment[1..]}\"", StringComparison.Ordinal)
            select $"{link.From} -> {link.To}");
        Assert.Empty(faults.Distinct());

        // Every page of the documentation is linked.
        var files = Repository.Files
            .Where(file => file.StartsWith("src/PartnerApi/Site/Content/", StringComparison.Ordinal) && file.EndsWith(".md", StringComparison.Ordinal))
            .ToList();
        Assert.NotEmpty(files);
        Repository.Holds(files.Where(file => !found.ContainsKey(AddressOf(file))));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/integrate/")]
    [InlineData("/integrate/errors")]
    [InlineData("/understand/decisions/0001-graphql-net")]
    public async Task Page_loads_nothing_from_other_hosts_and_runs_no_inline_code(string path)
    {
        using var response = await http.GetAsync(path, TestContext.Current.CancellationToken);
        var page = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var policy = string.Join(' ', response.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        var address = new Uri(http.BaseAddress!, path);
        Assert.DoesNotContain(Loaded().Matches(page), match => new Uri(address, match.Groups[1].Value).Authority != address.Authority);
        Assert.DoesNotMatch(Inline(), page);
        Assert.NotEmpty(Loaded().Matches(page));
    }

    [Theory]
    [InlineData("/integrate", "/integrate/")]
    [InlineData("/integrate/banks/", "/integrate/banks")]
    [InlineData("/understand/decisions", "/understand/decisions/")]
    public async Task Address_with_the_wrong_number_of_slashes_redirects(string path, string canonical)
    {
        using var response = await http.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(canonical, response.RequestMessage!.RequestUri!.AbsolutePath);
    }

    [Fact]
    public async Task Command_names_the_address_of_the_gateway()
    {
        var page = await http.GetStringAsync("/integrate/first-request", TestContext.Current.CancellationToken);
        Assert.Contains($"curl -s {http.BaseAddress!.GetLeftPart(UriPartial.Authority)}/graphql", page, StringComparison.Ordinal);
        Assert.DoesNotContain(DefaultAddress, page, StringComparison.Ordinal);

        // The default of a setting does not depend on this gateway, and in production the examples are those of a sandbox.
        Assert.Contains(DefaultAddress, await http.GetStringAsync("/operate/settings", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        var production = new DocumentationSite(sandbox: null, new SiteLayout(new PageFrame([])));
        Assert.Contains(DefaultAddress, Encoding.UTF8.GetString(production["integrate/first-request"].Bytes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ids_of_a_page_are_unique()
    {
        foreach (var address in DocumentationSite.Addresses)
        {
            var page = await http.GetStringAsync("/" + address, TestContext.Current.CancellationToken);
            var ids = Id().Matches(page).Select(match => match.Groups[1].Value).ToList();
            Assert.NotEmpty(ids);
            Repository.Holds(ids.GroupBy(id => id).Where(same => same.Count() > 1).Select(same => $"{address}: {same.Key}"));
        }
    }

    [Theory]
    [InlineData("{0}", 304)]
    [InlineData("\"other\", {0}", 304)]
    [InlineData("*", 304)]
    [InlineData("\"other\"", 200)]
    public async Task Known_page_is_not_sent_again(string tags, int status)
    {
        using var first = await http.GetAsync("/integrate/", TestContext.Current.CancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/integrate/");
        request.Headers.TryAddWithoutValidation("If-None-Match", string.Format(System.Globalization.CultureInfo.InvariantCulture, tags, first.Headers.ETag));
        using var second = await http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(status, (int)second.StatusCode);
        using var head = await http.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/integrate/"), TestContext.Current.CancellationToken);
        Assert.Equal(first.Content.Headers.ContentLength, head.Content.Headers.ContentLength);
    }

    [Theory]
    [InlineData("/graphql")]
    [InlineData("/graphql/")]
    public async Task Browser_at_the_endpoint_is_led_to_the_first_request(string endpoint)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, endpoint);
        request.Headers.Add("Accept", "text/html,application/xhtml+xml");
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.OK, "/integrate/first-request"), (response.StatusCode, response.RequestMessage!.RequestUri!.AbsolutePath));
    }

    [Fact]
    public async Task Commands_of_the_first_request_run_unchanged()
    {
        var page = await http.GetStringAsync("/integrate/first-request", TestContext.Current.CancellationToken);
        var blocks = Shell().Matches(page)
            .Select(match => WebUtility.HtmlDecode(match.Groups[1].Value))
            .Where(block => !block.StartsWith("dotnet", StringComparison.Ordinal));
        var lines = string.Join('\n', blocks.Select(block => block.TrimEnd() + "; echo"));
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", lines]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = shell.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal((0, ""), (shell.ExitCode, await error));
        var answers = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("""{"data":{"card":{"valid":true,"expiresOn":""", answers[0], StringComparison.Ordinal);
        Assert.StartsWith("""{"data":{"viewer":{"partner":"Harbor Bank",""", answers[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_index_holds_the_sections_of_every_page()
    {
        var index = JsonDocument.Parse(await http.GetStringAsync("/search.json", TestContext.Current.CancellationToken)).RootElement;
        var sections = index.EnumerateArray().Select(section => section.EnumerateArray().Select(part => part.GetString()!).ToList()).ToList();
        var cards = Assert.Single(sections, section => section[0] == "integrate/sandbox#cards");
        Assert.Equal(["The sandbox", "Cards"], cards[1..3]);
        Assert.Contains("0000 0000 0000 0195", cards[3], StringComparison.Ordinal);
        Assert.DoesNotContain(sections, section => section[3].Contains("eligibility: a test", StringComparison.Ordinal));
    }

    [Fact]
    public async Task First_page_is_small()
    {
        var sum = 0L;
        foreach (var path in (string[])["/", "/assets/site.css", "/assets/site.js", "/assets/icon.svg", "/assets/public-sans.woff2"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Add("Accept-Encoding", "GZIP");
            using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
            var bytes = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
            Assert.Equal(["gzip"], response.Content.Headers.ContentEncoding);
            using var unpacked = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
            Assert.NotEqual(-1, unpacked.ReadByte());
            sum += bytes.Length;
        }
        Assert.InRange(sum, 1, MostFirstPageBytes);
    }

    private static string AddressOf(string file)
    {
        var page = file["src/PartnerApi/Site/Content".Length..^".md".Length];
        return page.EndsWith("/index", StringComparison.Ordinal) ? page[..^"index".Length] : page;
    }

    [GeneratedRegex("""<a [^>]*href="([^"]*)""")]
    private static partial Regex Link();

    [GeneratedRegex("""<[^>]* id="([^"]*)""")]
    private static partial Regex Id();

    [GeneratedRegex("""<code class="language-sh">(.*?)</code>""", RegexOptions.Singleline)]
    private static partial Regex Shell();

    [GeneratedRegex("""<(?:link|script|img|iframe|object|embed|source|video|audio)[^>]* (?:href|src|data)="([^"]*)""")]
    private static partial Regex Loaded();

    [GeneratedRegex("""<style|<script(?![^>]* src=)|<[^>]* (?:on[a-z]+|style)=""")]
    private static partial Regex Inline();
}
