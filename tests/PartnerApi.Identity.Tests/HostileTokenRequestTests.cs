using System.Text;

namespace PartnerApi.Identity.Tests;

/// <summary>Requests to the issuer that no ordinary client sends get a 4xx, never a 5xx.</summary>
public class HostileTokenRequestTests(TokenGatewayFixture fixture) : IClassFixture<TokenGatewayFixture>
{
    private const string Form = "application/x-www-form-urlencoded";
    private const string AssertionType = "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, string> HostileRequests => new()
    {
        { "", Form, "" },
        { "grant_type=client_credentials", "application/json", "" },
        { "grant_type=client_credentials", "multipart/form-data; boundary=x", "" },
        { "grant_type=client_credentials&grant_type=client_credentials&client_id=a&client_secret=b", Form, "" },
        { "grant_type=client_credentials&client_id=a&client_id=harbor-bank&client_secret=b", Form, "" },
        { string.Join('&', Enumerable.Range(0, 3_000).Select(number => $"k{number}=")), Form, "" },
        { $"{new string('k', 5_000)}=1", Form, "" },
        { "grant_type=%ff%fe&client_id=%00&client_secret=%", Form, "" },
        { "grant_type=client_credentials", Form, "Basic !!!" },
        { "grant_type=client_credentials", Form, "Basic aGFyYm9y" },
        { "grant_type=client_credentials", Form, "Basic OjpfOg==" },
        { "grant_type=client_credentials&client_id=harbor-bank&client_secret=a", Form, "Basic YTpi" },
        { "grant_type=client_credentials&client_assertion=x&client_assertion_type=y", Form, "" },
        { $"grant_type=client_credentials&client_assertion=..&client_assertion_type={AssertionType}", Form, "" },
        { $"grant_type=client_credentials&client_assertion=a.b.c&client_assertion_type={AssertionType}", Form, "" },
        { $"grant_type=client_credentials&client_id=harbor-bank&client_secret=x&x={new string('x', 40_000)}", Form, "" },
    };

    [Theory]
    [MemberData(nameof(HostileRequests))]
    public async Task Hostile_token_request_returns_4xx(string body, string contentType, string authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/connect/token");
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        if (authorization.Length > 0) request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using var response = await fixture.Gateway.Client.SendAsync(request, Cancel);

        Assert.InRange((int)response.StatusCode, 400, 499);
        Assert.DoesNotContain("Exception", await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/connect/token")]
    [InlineData("PUT", "/connect/token")]
    [InlineData("POST", "/.well-known/jwks")]
    [InlineData("DELETE", "/.well-known/openid-configuration")]
    public async Task Other_methods_are_rejected(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await fixture.Gateway.Client.SendAsync(request, Cancel);

        Assert.InRange((int)response.StatusCode, 400, 499);
    }
}
