using System.Net;

namespace PartnerApi.Tests.Site;

/// <summary>Unknown addresses: a page for browsers, and an empty response for everything else.</summary>
[Trait("Needs", "NoStore")]
public sealed class NotFoundTests(SharedGateway shared)
{
    private const string Browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/no-such", "./")]
    [InlineData("/integrate/no-such", "../")]
    [InlineData("/integrate/no-such/", "../../")]
    [InlineData("/a/b/c/d/e/f/g/h/i", "../../../../../../../../")]
    [InlineData("/no-such?n=0000000000000195", "./")]
    public async Task Browser_gets_a_page_with_links_to_the_root_and_without_the_address(string address, string root)
    {
        using var response = await SendAsync(HttpMethod.Get, address, Browser);
        var page = await response.Content.ReadAsStringAsync(Cancel);
        Assert.Equal((HttpStatusCode.NotFound, "text/html"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.Contains("<h1>Page not found</h1>", page, StringComparison.Ordinal);
        Assert.Contains($"<a href=\"{root}\">Start page</a>", page, StringComparison.Ordinal);
        Assert.Contains($"href=\"{root}assets/site.css\"", page, StringComparison.Ordinal);
        Assert.StartsWith("default-src 'none';", Assert.Single(response.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.DoesNotContain("no-such", page, StringComparison.Ordinal);
        Assert.DoesNotContain("0195", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/no-such", null)]
    [InlineData("GET", "/no-such", "*/*")]
    [InlineData("GET", "/no-such", "application/json")]
    [InlineData("GET", "/no-such", "text/html;q=0, */*")]
    [InlineData("GET", "/no-such", "not a media type")]
    [InlineData("POST", "/no-such", Browser)]
    [InlineData("GET", "/a/b/c/d/e/f/g/h/i/j", Browser)]
    public async Task Other_request_gets_an_empty_response(string method, string address, string? accept)
    {
        using var response = await SendAsync(new HttpMethod(method), address, accept);
        Assert.Equal((HttpStatusCode.NotFound, ""), (response.StatusCode, await response.Content.ReadAsStringAsync(Cancel)));
        Assert.Null(response.Content.Headers.ContentType);
    }

    [Theory]
    [InlineData("/connect/token")]
    [InlineData("/integrate/")]
    public async Task Known_address_keeps_its_response(string address)
    {
        using var response = await SendAsync(HttpMethod.Get, address, Browser);
        Assert.NotEqual(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Condition_does_not_replace_the_page()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/no-such");
        request.Headers.Add("Accept", Browser);
        request.Headers.Add("If-None-Match", "*");
        using var response = await shared.Gateway.Http.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string address, string? accept)
    {
        var request = new HttpRequestMessage(method, address);
        if (accept is not null) request.Headers.TryAddWithoutValidation("Accept", accept);
        return shared.Gateway.Http.SendAsync(request, Cancel);
    }
}
