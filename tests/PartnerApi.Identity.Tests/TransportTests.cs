using System.Buffers.Text;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace PartnerApi.Identity.Tests;

/// <summary>The form and place of a token in a request (RFC 6750, RFC 7515).</summary>
public class TransportTests(TokenGatewayFixture fixture) : IClassFixture<TokenGatewayFixture>
{
    private static readonly Dictionary<string, Func<TokenForger, string[]>> Cases = new()
    {
        ["no header"] = _ => [],
        ["no token"] = _ => ["Bearer"],
        ["no token, one space"] = _ => ["Bearer "],
        ["two spaces"] = forge => [$"Bearer  {forge.Good}"],
        ["a tab"] = forge => [$"Bearer\t{forge.Good}"],
        ["Basic"] = forge => [$"Basic {forge.Good}"],
        ["DPoP"] = forge => [$"DPoP {forge.Good}"],
        ["no scheme"] = forge => [forge.Good],
        ["quoted"] = forge => [$"Bearer \"{forge.Good}\""],
        ["two tokens with a comma"] = forge => [$"Bearer {forge.Good}, Bearer {forge.Good}"],
        ["two tokens with a space"] = forge => [$"Bearer {forge.Good} {forge.Good}"],
        ["two headers"] = forge => [$"Bearer {forge.Good}", $"Bearer {forge.Good}"],
        ["two headers, one Basic"] = forge => [$"Bearer {forge.Good}", "Basic eDp5"],
        ["padding"] = forge => [$"Bearer {Padded(forge.Good)}"],
        ["padding of the payload"] = forge => [$"Bearer {PaddedPayload(forge)}"],
        ["standard alphabet"] = forge => [$"Bearer {Standard(forge)}"],
        ["a space inside"] = forge => [$"Bearer {forge.Good.Insert(20, " ")}"],
        ["a line break, escaped"] = forge => [$"Bearer {forge.Good.Insert(20, "%0A")}"],
        ["20 kB"] = forge => [$"Bearer {forge.WithClaim("x", new string('x', 15_000))}"],
        ["just over the limit"] = forge => [$"Bearer {forge.WithClaim("x", new string('x', 6_000))}"],
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Token_outside_a_single_exact_bearer_header_is_rejected(string name) =>
        fixture.AssertRefused(await fixture.Gateway.QueryAsync(Cases[name](fixture.TokenForger)));

    [Theory]
    [InlineData("Bearer")]
    [InlineData("bearer")]
    [InlineData("BEARER")]
    public async Task Scheme_is_case_insensitive(string scheme) =>
        TokenGatewayFixture.AssertAnswered(await fixture.Gateway.QueryAsync($"{scheme} {fixture.TokenForger.Good}"));

    [Fact]
    public async Task Large_token_within_the_limit_is_accepted() =>
        TokenGatewayFixture.AssertAnswered(await fixture.Gateway.QueryAsync($"Bearer {fixture.TokenForger.WithClaim("x", new string('x', 5_000))}"));

    [Fact]
    public async Task Header_of_40_kB_is_rejected_before_it_is_read()
    {
        var answer = await fixture.Gateway.QueryAsync($"Bearer {fixture.TokenForger.WithClaim("x", new string('x', 30_000))}");

        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, answer.Status);
    }

    // RFC 9449, RFC 8705, and RFC 9440: the gateway ignores proofs of possession.
    [Theory]
    [InlineData("DPoP", "eyJ0eXAiOiJkcG9wK2p3dCJ9.e30.c2lnbmF0dXJlLW9mLWEtcHJvb2Y")]
    [InlineData("Client-Cert", ":MIIBqDCCAU6gAwIBAgIBBzAKBggqhkjOPQQDAjA6:")]
    [InlineData("X-Client-Cert", "MIIBqDCCAU6gAwIBAgIBBzAKBggqhkjOPQQDAjA6")]
    public async Task Proof_of_possession_in_a_header_is_ignored_and_not_logged(string header, string value)
    {
        foreach (var (token, isGood) in ((string, bool)[])[(fixture.TokenForger.Good, true), (fixture.TokenForger.SignedByAnotherKey(), false)])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = GatewayRequest() };
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
            request.Headers.TryAddWithoutValidation(header, value);
            var answer = await fixture.Gateway.QueryAsync(request);
            if (isGood) TokenGatewayFixture.AssertAnswered(answer);
            else fixture.AssertRefused(answer);
        }
        Assert.DoesNotContain(value, fixture.Gateway.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_in_the_query_string_is_ignored()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/graphql?access_token={fixture.TokenForger.Good}") { Content = GatewayRequest() };

        fixture.AssertRefused(await fixture.Gateway.QueryAsync(request));
    }

    [Fact]
    public async Task Token_in_a_cookie_is_ignored()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = GatewayRequest() };
        request.Headers.Add("Cookie", $"access_token={fixture.TokenForger.Good}");

        fixture.AssertRefused(await fixture.Gateway.QueryAsync(request));
    }

    [Fact]
    public async Task Token_in_a_form_is_ignored()
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["access_token"] = fixture.TokenForger.Good });
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = form };

        fixture.AssertRefused(await fixture.Gateway.QueryAsync(request));
    }

    private static StringContent GatewayRequest() => new("""{"query":"{ viewer { audience } }"}""", Encoding.UTF8, "application/json");

    private static string Padded(string token) => token + "==";

    private static string PaddedPayload(TokenForger forge)
    {
        // The payload's length must require padding.
        var text = forge.Claims.ToJsonString();
        while (text.Length % 3 == 0) text += ' ';
        var padded = Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).Replace('+', '-').Replace('/', '_');
        return forge.SignParts(TokenForger.Encode(forge.Header.ToJsonString()), padded);
    }

    private static string Standard(TokenForger forge)
    {
        // These characters need no escape in JSON, and their base64 contains a slash.
        var claims = forge.Claims;
        claims["x"] = "\u00ff\u00ff\u00ff?>\u00bf\u00bf";
        var text = claims.ToJsonString(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        var standard = "";
        for (var spaces = 0; !standard.Contains('/', StringComparison.Ordinal) && !standard.Contains('+', StringComparison.Ordinal); spaces++)
        {
            standard = Convert.ToBase64String(Encoding.UTF8.GetBytes(text.Insert(1, new string(' ', spaces)))).TrimEnd('=');
        }
        Assert.False(Base64Url.IsValid(standard));
        return forge.SignParts(TokenForger.Encode(forge.Header.ToJsonString()), standard);
    }
}
