using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace PartnerApi.Tests.Statistics;

/// <summary>The HTTP responses of the statistics pages. <c>tests/pages</c> tests the pages in a browser.</summary>
public sealed partial class PagesTests(SharedGateway shared)
{
    public static TheoryData<string, string> Files => new()
    {
        { "/statistics/", "text/html" },
        { "/statistics/assets/app.js", "text/javascript" },
        { "/statistics/assets/app.css", "text/css" },
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private HttpClient Http => shared.Gateway.Http;

    [Theory]
    [MemberData(nameof(Files))]
    public async Task File_is_public_and_its_policy_allows_only_this_origin(string path, string type)
    {
        using var response = await Http.GetAsync(path, Cancel);
        Assert.Equal((HttpStatusCode.OK, type), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy")).Split("; ");
        Assert.Contains("default-src 'none'", policy);
        Assert.Equal(["connect-src 'self'", "font-src 'self'", "img-src 'self'", "script-src 'self'", "style-src 'self'"], policy.Where(part => part.EndsWith("'self'", StringComparison.Ordinal)).Order());
        Assert.DoesNotContain(policy, part => part.Contains("unsafe", StringComparison.Ordinal) || part.Contains("http", StringComparison.Ordinal));
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.False(response.Headers.Contains("Set-Cookie"));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task File_is_cached_by_its_tag_and_compressed_on_request(string path, string type)
    {
        using var first = await Http.GetAsync(path, Cancel);
        var plain = await first.Content.ReadAsByteArrayAsync(Cancel);
        Assert.Empty(first.Content.Headers.ContentEncoding);
        Assert.True(first.Headers.CacheControl?.NoCache);

        using var again = new HttpRequestMessage(HttpMethod.Get, path);
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var same = await Http.SendAsync(again, Cancel);
        Assert.Equal((HttpStatusCode.NotModified, 0), (same.StatusCode, (await same.Content.ReadAsByteArrayAsync(Cancel)).Length));

        using var packedRequest = new HttpRequestMessage(HttpMethod.Get, path);
        packedRequest.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));
        using var packed = await Http.SendAsync(packedRequest, Cancel);
        Assert.Equal((type, "gzip"), (packed.Content.Headers.ContentType?.MediaType, Assert.Single(packed.Content.Headers.ContentEncoding)));
        await using var unpacked = new System.IO.Compression.GZipStream(await packed.Content.ReadAsStreamAsync(Cancel), System.IO.Compression.CompressionMode.Decompress);
        using var copy = new MemoryStream();
        await unpacked.CopyToAsync(copy, Cancel);
        Assert.Equal(plain, copy.ToArray());

        using var head = await Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, path), Cancel);
        Assert.Equal((HttpStatusCode.OK, plain.LongLength), (head.StatusCode, head.Content.Headers.ContentLength));
    }

    [Fact]
    public async Task Page_names_only_its_issuer_and_has_no_inline_script()
    {
        var page = await Http.GetStringAsync("/statistics/", Cancel);
        Assert.Contains($"""<meta name="issuer" content="{shared.Gateway.Address}/">""", page, StringComparison.Ordinal);
        Assert.Equal([$"{shared.Gateway.Address}/"], Address().Matches(page).Select(match => match.Value));
        Assert.DoesNotContain("style=", page, StringComparison.Ordinal);
        Assert.Equal("""<script type="module" src="assets/app.js"></script>""", Assert.Single(Script().Matches(page)).Value);
    }

    [Fact]
    public async Task Address_without_a_slash_redirects_to_the_page()
    {
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        using var client = new HttpClient(handler) { BaseAddress = Http.BaseAddress };
        using var response = await client.GetAsync("/statistics", Cancel);
        Assert.Equal((HttpStatusCode.PermanentRedirect, "statistics/"), (response.StatusCode, response.Headers.Location?.OriginalString));
    }

    [Theory]
    [InlineData("/statistics/assets/app.ts")]
    [InlineData("/statistics/assets/index.html")]
    [InlineData("/statistics/assets/../../appsettings.json")]
    [InlineData("/statistics/index.html")]
    public async Task Unknown_paths_are_not_found(string path)
    {
        using var response = await Http.GetAsync(path, Cancel);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [GeneratedRegex("""https?://[^"'\s<]+""")]
    private static partial Regex Address();

    [GeneratedRegex("<script[^>]*>.*?</script>", RegexOptions.Singleline)]
    private static partial Regex Script();
}
