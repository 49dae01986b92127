using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using PartnerApi.Core;

namespace PartnerApi.Identity.Tests;

/// <summary>Requests to the issuer that follow RFC 6749 and RFC 7636, and requests that violate them.</summary>
public sealed class OAuthRequestTests(TokenGatewayFixture fixture) : IClassFixture<TokenGatewayFixture>
{
    private const string Form = "application/x-www-form-urlencoded";
    private const string Valid = $"grant_type=client_credentials&client_id={TokenGateway.Bank}&client_secret={TokenGateway.BankSecret}";
    private const string Challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    private const string SignIn = $"client_id=statistics-pages&response_type=code&state=s&code_challenge={Challenge}&code_challenge_method=S256";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("POST", "/connect/token", $"{Valid}&scope=card:validity&scope=card:validity")]
    [InlineData("POST", "/connect/token", $"{Valid}&scope=card:validity&scope=")]
    [InlineData("POST", "/connect/token", $"{Valid}&client_id={TokenGateway.Bank}")]
    [InlineData("POST", "/connect/token", $"{Valid}&grant_type=client_credentials")]
    [InlineData("POST", "/connect/token", $"{Valid}&unknown=1&unknown=2")]
    [InlineData("POST", "/connect/token?scope=card:validity", $"{Valid}&scope=card:validity")]
    [InlineData("GET", $"/connect/authorize?{SignIn}&state=t", null)]
    [InlineData("GET", $"/connect/authorize?{SignIn}&scope=statistics:read&scope=statistics:read", null)]
    [InlineData("POST", "/connect/authorize", $"{SignIn}&username=ana&password=a&password=b")]
    [InlineData("POST", $"/connect/authorize?{SignIn}", "state=s&username=ana&password=a")]
    [InlineData("GET", "/.well-known/openid-configuration?a=1&a=2", null)]
    public async Task Repeated_parameter_is_an_invalid_request_and_grants_nothing(string method, string path, string? body)
    {
        var (status, json, _) = await SendAsync(method, path, body);
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request"), (status, json.GetProperty("error").GetString()));
        Assert.False(json.TryGetProperty("access_token", out _));
    }

    [Fact]
    public async Task Single_parameter_is_accepted()
    {
        var (_, json, _) = await SendAsync("POST", "/connect/token", $"{Valid}&scope=card:validity");
        Assert.Equal("card:validity", new JsonWebToken(json.GetProperty("access_token").GetString()).GetPayloadValue<string>("scope"));
    }

    [Theory]
    [InlineData("Basic !!!")]
    [InlineData("Basic")]
    [InlineData("Basic aGFyYm9y")]
    [InlineData("Basic /////w==")]
    [InlineData("Basic YQBiOmM=")]
    public async Task Malformed_credentials_return_401_with_a_realm(string authorization)
    {
        var (status, json, challenge) = await SendAsync("POST", "/connect/token", "grant_type=client_credentials", authorization: authorization);
        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_client"), (status, json.GetProperty("error").GetString()));
        Assert.StartsWith("Basic realm=\"partner-api\"", challenge, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nobody", "wrong")]
    [InlineData(TokenGateway.Bank, "wrong")]
    public async Task Wrong_credentials_return_401_with_a_realm(string client, string secret)
    {
        var (status, _, challenge) = await SendAsync("POST", "/connect/token", $"grant_type=client_credentials&client_id={client}&client_secret={secret}");
        Assert.Equal(HttpStatusCode.Unauthorized, status);
        Assert.Contains("realm=\"partner-api\"", challenge, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("charset=utf-7")]
    [InlineData("charset=utf-16")]
    [InlineData("charset=nothing")]
    [InlineData("charset=")]
    public async Task Form_in_another_charset_is_rejected(string parameter)
    {
        var (status, json, _) = await SendAsync("POST", "/connect/token", Valid, $"{Form}; {parameter}");
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request"), (status, json.GetProperty("error").GetString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("; charset=utf-8")]
    [InlineData("; charset=\"UTF-8\"")]
    public async Task Form_in_UTF_8_is_accepted(string parameter) =>
        Assert.Equal(HttpStatusCode.OK, (await SendAsync("POST", "/connect/token", Valid, Form + parameter)).Status);

    [Theory]
    [InlineData("a")]
    [InlineData("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c")]
    [InlineData("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw%2BcM")]
    [InlineData("")]
    public async Task Challenge_that_violates_RFC_7636_is_rejected(string challenge)
    {
        var (status, json, _) = await SendAsync("GET", $"/connect/authorize?{SignIn.Replace(Challenge, challenge, StringComparison.Ordinal)}", null);
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request"), (status, json.GetProperty("error").GetString()));
    }

    [Fact]
    public async Task Authorization_endpoint_does_not_reveal_which_clients_exist()
    {
        var answers = new HashSet<string>();
        foreach (var client in (string[])[TokenGateway.Bank, "nobody", "ana", "NOBODY", ""])
        {
            var (status, json, _) = await SendAsync("GET", $"/connect/authorize?{SignIn.Replace("statistics-pages", client, StringComparison.Ordinal)}", null);
            Assert.Equal(HttpStatusCode.BadRequest, status);
            answers.Add(json.GetRawText());
        }
        Assert.Single(answers);
    }

    [Theory]
    [InlineData("grant_type=client_credentials&client_id={0}")]
    [InlineData("grant_type=authorization_code&client_id={0}&code=x&redirect_uri=y&code_verifier=" + Challenge)]
    [InlineData("grant_type=refresh_token&client_id={0}&refresh_token=x")]
    [InlineData("grant_type=client_credentials&client_id={0}&client_secret=wrong&scope=nothing")]
    [InlineData("grant_type=client_credentials&client_id={0}&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion=a.b.c")]
    public async Task Token_endpoint_does_not_reveal_which_clients_exist(string form)
    {
        var known = await SendAsync("POST", "/connect/token", string.Format(System.Globalization.CultureInfo.InvariantCulture, form, TokenGateway.Bank));
        var unknown = await SendAsync("POST", "/connect/token", string.Format(System.Globalization.CultureInfo.InvariantCulture, form, "nobody"));
        Assert.Equal((known.Status, known.Json.GetRawText(), known.Challenge), (unknown.Status, unknown.Json.GetRawText(), unknown.Challenge));
    }

    // The seed is fixed, so that failures are reproducible.
    [Fact]
    public async Task Random_request_returns_4xx()
    {
        var random = new SplitMix64(20_261_128);
        string[] pieces =
        [
            "client_id", "client_secret", "grant_type", "scope", "code", "code_verifier", "code_challenge", "redirect_uri", "state", "username", "password",
            "=", "&", "%00", "%", "%zz", "%ff", "%ed%a0%80", "%ef%bf%bf", "+", ";", "client_credentials", "authorization_code", TokenGateway.Bank, "statistics-pages",
            "\u0000", "\ud83d\ude00", "%0d%0a", "[]", "{}", "..", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer", "client_assertion", "client_assertion_type",
        ];
        for (var round = 0; round < 400; round++)
        {
            var text = string.Concat(Enumerable.Range(0, 1 + random.Below(29)).Select(_ => pieces[random.Below(pieces.Length)]));
            var isSignIn = random.Below(3) == 0;
            var authorization = random.Below(4) == 0 ? "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(text)) : null;
            var (status, _, _) = isSignIn && random.Below(2) == 0
                ? await SendAsync("GET", "/connect/authorize?" + text.Replace("\u0000", "%00", StringComparison.Ordinal), null)
                : await SendAsync("POST", isSignIn ? "/connect/authorize" : "/connect/token", text, authorization: authorization);
            Assert.True((int)status is >= 400 and < 500, $"{(int)status} for {text}");
        }
    }

    private async Task<(HttpStatusCode Status, JsonElement Json, string Challenge)> SendAsync(
        string method, string path, string? body, string contentType = Form, string? authorization = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }
        if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using var response = await fixture.Gateway.Client.SendAsync(request, Cancel);
        var text = await response.Content.ReadAsStringAsync(Cancel);
        var json = text.StartsWith('{') ? JsonDocument.Parse(text).RootElement : default;
        return (response.StatusCode, json, response.Headers.WwwAuthenticate.ToString());
    }
}
