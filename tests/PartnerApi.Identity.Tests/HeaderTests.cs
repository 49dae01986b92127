using System.Text.Json.Nodes;

namespace PartnerApi.Identity.Tests;

/// <summary>Headers that request special treatment, or that two parsers would read differently. Each is signed with the issuer's own key.</summary>
public class HeaderTests(TokenGatewayFixture fixture) : IClassFixture<TokenGatewayFixture>
{
    private static readonly Dictionary<string, Func<TokenForger, string>> Cases = new()
    {
        ["kid missing"] = forge => forge.WithHeader(header => header.Remove("kid")),
        ["kid null"] = forge => forge.WithHeader("kid", null),
        ["kid unknown"] = forge => forge.WithHeader("kid", "another"),
        ["kid empty"] = forge => forge.WithHeader("kid", ""),
        ["kid in another case"] = forge => forge.WithHeader("kid", Swapcase((string)forge.Header["kid"]!)),
        ["kid a path"] = forge => forge.WithHeader("kid", "../../../../dev/null"),
        ["kid SQL"] = forge => forge.WithHeader("kid", "' OR '1'='1"),
        ["kid of 10,000 characters"] = forge => forge.WithHeader("kid", new string('k', 10_000)),
        ["kid of 129 characters"] = forge => forge.WithHeader("kid", new string('k', 129)),
        ["kid with a line break"] = forge => forge.WithHeader("kid", "x\ninfo: forged log line"),
        ["kid with a lone surrogate"] = forge => forge.WithRawHeader(
            header => header.Replace("\"kid\":\"", "\"kid\":\"\\ud800", StringComparison.Ordinal)),
        ["kid a number"] = forge => forge.WithHeader("kid", 7),
        ["kid a list"] = forge => forge.WithHeader(header => header["kid"] = new JsonArray((string)header["kid"]!)),
        ["crit unknown"] = forge => forge.WithHeader(header => { header["crit"] = new JsonArray("policy"); header["policy"] = "x"; }),
        ["crit b64"] = forge => forge.WithHeader(header => { header["crit"] = new JsonArray("b64"); header["b64"] = false; }),
        ["crit empty"] = forge => forge.WithHeader("crit", new JsonArray()),
        ["crit null"] = forge => forge.WithHeader("crit", null),
        ["b64 without crit"] = forge => forge.WithHeader("b64", true),
        ["alg twice"] = forge => forge.WithRawHeader(header => """{"alg":"none",""" + header[1..]),
        ["alg twice, once escaped"] = forge => forge.WithRawHeader(header => """{"\u0061lg":"none",""" + header[1..]),
        ["kid twice"] = forge => forge.WithRawHeader(header => """{"kid":"other",""" + header[1..]),
        ["typ JWT"] = forge => forge.WithHeader("typ", "JWT"),
        ["typ missing"] = forge => forge.WithHeader(header => header.Remove("typ")),
        ["typ dpop+jwt"] = forge => forge.WithHeader("typ", "dpop+jwt"),
        ["typ logout+jwt"] = forge => forge.WithHeader("typ", "logout+jwt"),
        ["typ of a client assertion"] = forge => forge.WithHeader("typ", "client-authentication+jwt"),
        ["ID token with nonce"] = forge => forge.Sign(With(forge.Header, "typ", "JWT"), With(forge.Claims, "nonce", "n-0S6")),
        ["cty of a nested token"] = forge => forge.WithHeader("cty", "JWT"),
        ["zip"] = forge => forge.WithHeader("zip", "DEF"),
        ["five parts"] = forge => forge.Good + ".AAAA.AAAA",
        ["encrypted (JWE)"] = _ => TokenForger.Encode("""{"alg":"dir","enc":"A256GCM","typ":"at+jwt"}""") + "..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAA",
        ["four parts"] = forge => forge.Good + ".AAAA",
        ["header a list"] = forge => forge.WithRawHeader(header => $"[{header}]"),
        ["header with trailing junk"] = forge => forge.WithRawHeader(header => header + "{}"),
        ["header with a comment"] = forge => forge.WithRawHeader(header => header.Replace("{", "{/**/", StringComparison.Ordinal)),
        ["header with a byte order mark"] = forge => forge.WithRawHeader(header => "\uFEFF" + header),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Token_with_an_invalid_header_is_rejected(string name)
    {
        var token = Cases[name](fixture.TokenForger);

        fixture.AssertRefused(await fixture.Gateway.QueryAsync($"Bearer {token}"));
        Assert.DoesNotContain("forged log line", fixture.Gateway.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_with_an_unknown_harmless_header_member_is_accepted() =>
        TokenGatewayFixture.AssertAnswered(await fixture.Gateway.QueryAsync($"Bearer {fixture.TokenForger.WithHeader("x5t", "AAAA")}"));

    private static string Swapcase(string text) =>
        string.Concat(text.Select(letter => char.IsAsciiLetterLower(letter) ? char.ToUpperInvariant(letter) : char.ToLowerInvariant(letter)));

    private static string With(JsonObject json, string name, JsonNode value)
    {
        json[name] = value;
        return json.ToJsonString();
    }
}
