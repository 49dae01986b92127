using System.Net.Http.Headers;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace PartnerApi.Tests.Hosting;

/// <summary>At every path, HEAD works like GET, other methods are rejected before authentication, and CORS is open for public paths only.</summary>
public sealed class EndpointMethodTests(SharedGateway shared)
{
    // Add each path here that pages of any origin may read.
    private static readonly string[] Public =
        ["/.well-known/jwks", "/.well-known/oauth-authorization-server", "/.well-known/openid-configuration", "/disclosures/heads", "/disclosures/heads/{day}", "/disclosures/keys"];

    private IEnumerable<(string Pattern, string Path, string[] Methods)> Addresses => shared.Gateway.Services
        .GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().Distinct()
        .Select(endpoint => (
            "/" + endpoint.RoutePattern.RawText!.TrimStart('/'),
            endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods))
        .GroupBy(address => address.Item1, address => address.HttpMethods)
        .Select(address => (address.Key, PathOf(address.Key), address.SelectMany(methods => methods).Distinct().ToArray()));

    [Fact]
    public async Task Unsupported_method_returns_405_with_the_allowed_methods()
    {
        Assert.NotEmpty(Addresses);
        foreach (var (_, path, methods) in Addresses)
        {
            var allowed = methods.Contains("GET") ? methods.Append("HEAD").Distinct() : methods;
            var allow = string.Join(", ", allowed.Order(StringComparer.Ordinal));
            foreach (var method in new[] { "OPTIONS", "BREW", "PUT", "DELETE", "PATCH", "TRACE", "QUERY", "GET", "POST" }.Except(allowed))
            {
                using var response = await SendAsync(method, path);
                Assert.True((int)response.StatusCode == 405, $"{method} {path}: {response.StatusCode}");
                Assert.Equal(allow, string.Join(", ", response.Content.Headers.Allow));
                Assert.Equal(["METHOD_NOT_ALLOWED"], (await Answer.ReadAsync(response)).Codes);
                Assert.False(response.Headers.Contains("WWW-Authenticate"));
            }
        }
    }

    [Fact]
    public async Task Head_returns_the_response_of_get_without_the_body()
    {
        var token = await shared.Gateway.TokenAsync("harbor-bank");
        foreach (var path in Addresses.Where(address => address.Methods.Contains("GET")).Select(address => address.Path).Append("/graphql?query={viewer{client}}"))
        {
            using var get = await SendAsync("GET", path, token);
            using var head = await SendAsync("HEAD", path, token);
            Assert.True(get.StatusCode == head.StatusCode, $"{path}: {get.StatusCode} and {head.StatusCode}");
            Assert.Equal(Headers(get), Headers(head));
            Assert.Empty(await head.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task Cors_is_open_for_public_paths_only()
    {
        Assert.Empty(Public.Except(Addresses.Select(address => address.Pattern)));
        foreach (var (pattern, path, methods) in Addresses)
        {
            var isPublic = Public.Contains(pattern);
            foreach (var method in methods.Append("DELETE"))
            {
                using var preflight = await SendAsync("OPTIONS", path, headers: [("Origin", "https://shop.example"), ("Access-Control-Request-Method", method)]);
                var isOpen = isPublic && method == "GET";
                Assert.True((int)preflight.StatusCode == (isOpen ? 204 : 403), $"{method} {path}: {preflight.StatusCode}");
                AssertCors(preflight, isOpen);
                Assert.Equal(isOpen, preflight.Headers.Contains("Access-Control-Allow-Methods"));
            }

            foreach (var origin in new[] { "https://shop.example", "null" })
            {
                using var response = await SendAsync(methods[0], path, headers: [("Origin", origin)]);
                AssertCors(response, isPublic);
                Assert.False(response.Headers.Contains("Access-Control-Allow-Credentials"));
            }
        }
    }

    private static void AssertCors(HttpResponseMessage response, bool isPublic)
    {
        Assert.Equal(isPublic, response.Headers.TryGetValues("Access-Control-Allow-Origin", out var origins));
        if (isPublic) Assert.Equal("*", Assert.Single(origins!));
    }

    // The response to HEAD may omit a Content-Length of 0.
    private static List<string> Headers(HttpResponseMessage response) => [.. response.Headers.Concat(response.Content.Headers)
        .Where(header => header.Key is not ("Date" or "X-Request-ID" or "Transfer-Encoding") && !(header.Key == "Content-Length" && header.Value.Single() == "0"))
        .Select(header => $"{header.Key}: {string.Join(", ", header.Value)}").Order(StringComparer.Ordinal)];

    private static string PathOf(string pattern) => pattern.Replace("{day}", "2026-01-31", StringComparison.Ordinal).Replace("{file}", "2016-03.csv", StringComparison.Ordinal);

    private async Task<HttpResponseMessage> SendAsync(string method, string path, string? token = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await shared.Gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
