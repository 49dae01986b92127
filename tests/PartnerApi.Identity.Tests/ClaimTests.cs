using System.Text;
using System.Text.Json.Nodes;

namespace PartnerApi.Identity.Tests;

/// <summary>Claims that are invalid, or that two parsers would read differently. Each token is signed with the issuer's own key.</summary>
public class ClaimTests(TokenGatewayFixture fixture) : IClassFixture<TokenGatewayFixture>
{
    private const int Minute = 60;

    private static readonly Dictionary<string, Func<TokenForger, string>> Rejected = new()
    {
        ["exp missing"] = forge => forge.WithClaims(claims => claims.Remove("exp")),
        ["exp null"] = forge => forge.WithClaim("exp", null),
        ["exp negative"] = forge => forge.WithClaim("exp", -1),
        ["exp zero"] = forge => forge.WithClaim("exp", 0),
        ["exp 1e400"] = forge => forge.WithRawClaim("exp", "1e400"),
        ["exp 4 minutes ago"] = forge => Times(forge, -10 * Minute, -4 * Minute),
        ["exp 31 seconds ago"] = forge => Times(forge, -5 * Minute, -31),
        ["exp as text"] = forge => forge.WithClaim("exp", $"{TokenForger.Now + 600}"),
        ["exp with a fraction"] = forge => forge.WithRawClaim("exp", $"{TokenForger.Now + 600}.0"),
        ["exp with an exponent"] = forge => forge.WithRawClaim("exp", "2e9"),
        ["exp in the year 9999999"] = forge => forge.WithClaim("exp", 315_000_000_000_000),
        ["exp larger than 64 bits"] = forge => forge.WithRawClaim("exp", "99999999999999999999"),
        ["exp 601 seconds after iat"] = forge => Times(forge, 0, 601),
        ["exp before iat"] = forge => Times(forge, 20, 10),
        ["iat missing"] = forge => forge.WithClaims(claims => claims.Remove("iat")),
        ["iat as text"] = forge => forge.WithClaim("iat", $"{TokenForger.Now}"),
        ["iat 2 minutes ahead"] = forge => Times(forge, 2 * Minute, 5 * Minute),
        ["nbf 10 minutes ahead"] = forge => forge.WithClaim("nbf", TokenForger.Now + 600),
        ["nbf 4 minutes ahead"] = forge => forge.WithClaim("nbf", TokenForger.Now + 240),
        ["nbf as text"] = forge => forge.WithClaim("nbf", "0"),
        ["aud missing"] = forge => forge.WithClaims(claims => claims.Remove("aud")),
        ["aud of another service"] = forge => forge.WithClaim("aud", "other-api"),
        ["aud a prefix"] = forge => forge.WithClaim("aud", "partner"),
        ["aud with a suffix"] = forge => forge.WithClaim("aud", "partner-api-test"),
        ["aud in another case"] = forge => forge.WithClaim("aud", "Partner-API"),
        ["aud with a slash"] = forge => forge.WithClaim("aud", "partner-api/"),
        ["aud an empty list"] = forge => forge.WithClaim("aud", new JsonArray()),
        ["aud a list of others"] = forge => forge.WithClaim("aud", new JsonArray("a", "partner-api/")),
        ["aud a list with a number"] = forge => forge.WithClaim("aud", new JsonArray("partner-api", 1)),
        ["aud an object"] = forge => forge.WithClaim("aud", new JsonObject { ["partner-api"] = true }),
        ["iss missing"] = forge => forge.WithClaims(claims => claims.Remove("iss")),
        ["iss of another issuer"] = forge => forge.WithClaim("iss", "https://tokens.example/"),
        ["iss without its slash"] = forge => forge.WithClaims(claims => claims["iss"] = ((string)claims["iss"]!).TrimEnd('/')),
        ["iss with two slashes"] = forge => forge.WithClaims(claims => claims["iss"] = (string)claims["iss"]! + "/"),
        ["iss with a suffix"] = forge => forge.WithClaims(claims => claims["iss"] = (string)claims["iss"]! + ".attacker.example"),
        ["iss in capitals"] = forge => forge.WithClaims(claims => claims["iss"] = ((string)claims["iss"]!).ToUpperInvariant()),
        ["iss a list"] = forge => forge.WithClaims(claims => claims["iss"] = new JsonArray((string)claims["iss"]!)),
        ["sub twice"] = forge => Twice(forge, "sub", "\"river-museum\""),
        ["scope twice"] = forge => Twice(forge, "scope", "\"holder:read\""),
        ["exp twice"] = forge => Twice(forge, "exp", "9999999999"),
        ["aud twice"] = forge => Twice(forge, "aud", "\"other\""),
        ["client_id twice"] = forge => Twice(forge, "client_id", "\"card-registrar\""),
        ["client_id twice, once escaped"] = forge => Twice(forge, "client\\u005fid", "\"card-registrar\""),
        ["a nested member twice"] = forge => forge.WithRawPayload(payload => """{"x":{"a":1,"a":2},""" + payload[1..]),
        ["payload with trailing junk"] = forge => forge.WithRawPayload(payload => payload + "x"),
        ["payload with a trailing object"] = forge => forge.WithRawPayload(payload => payload + payload),
        ["payload with a comment"] = forge => forge.WithRawPayload(payload => payload + "/* */"),
        ["payload with a trailing comma"] = forge => forge.WithRawPayload(payload => payload[..^1] + ",}"),
        ["payload with a byte order mark"] = forge => forge.WithRawPayload(payload => "\uFEFF" + payload),
        ["payload a list"] = forge => forge.WithRawPayload(payload => $"[{payload}]"),
        ["payload not JSON"] = forge => forge.WithRawPayload(_ => "harbor-bank"),
        ["payload empty"] = forge => forge.WithRawPayload(_ => ""),
        ["payload 500 levels deep"] = forge => forge.WithRawPayload(
            payload => $"{{\"x\":{new string('[', 500)}{new string(']', 500)},{payload[1..]}"),
        ["payload not UTF-8"] = forge => forge.SignParts(TokenForger.Encode(forge.Header.ToJsonString()), TokenForger.Encode(NotUtf8(forge))),
        ["scope a list"] = forge => forge.WithClaim("scope", new JsonArray("card:validity")),
        ["scope a number"] = forge => forge.WithClaim("scope", 1),
        ["scope null"] = forge => forge.WithClaim("scope", null),
        ["scope empty"] = forge => forge.WithClaim("scope", ""),
        ["scope with a tab"] = forge => forge.WithClaim("scope", "card:validity\tcard:expiry"),
        ["scope with a line break"] = forge => forge.WithClaim("scope", "card:validity\ncard:expiry"),
        ["scope with two spaces"] = forge => forge.WithClaim("scope", "card:validity  card:expiry"),
        ["scope with a leading space"] = forge => forge.WithClaim("scope", " card:validity"),
        ["scope with a trailing space"] = forge => forge.WithClaim("scope", "card:validity "),
        ["scope with a lookalike letter"] = forge => forge.WithClaim("scope", "c\u0430rd:validity"),
        ["scope of 51 names"] = forge => forge.WithClaim("scope", string.Join(' ', Enumerable.Range(0, 51).Select(number => $"s{number}"))),
        ["scope and scp"] = forge => forge.WithClaim("scp", "holder:read"),
        ["scope and the same scp"] = forge => forge.WithClaims(claims => claims["scp"] = claims["scope"]!.DeepClone()),
        ["client_id missing"] = forge => forge.WithClaims(claims => claims.Remove("client_id")),
        ["client_id a list"] = forge => forge.WithClaim("client_id", new JsonArray(TokenGateway.Bank)),
        ["client_id empty"] = forge => forge.WithClaim("client_id", ""),
        ["client_id with a line break"] = forge => forge.WithClaims(claims => { claims["client_id"] = "a\nb"; claims["sub"] = "a\nb"; }),
        ["sub of another"] = forge => forge.WithClaim("sub", "river-museum"),
        ["sub a number"] = forge => forge.WithClaim("sub", 1),
        ["azp of another"] = forge => forge.WithClaim("azp", "river-museum"),
        ["bound to a certificate (cnf)"] = forge => forge.WithClaim("cnf", new JsonObject { ["x5t#S256"] = "bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2" }),
        ["bound to nothing (cnf)"] = forge => forge.WithClaim("cnf", new JsonObject()),
        ["cnf null"] = forge => forge.WithClaim("cnf", null),
        ["bound to a key (cnf)"] = forge => forge.WithClaim("cnf", new JsonObject { ["jkt"] = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I" }),
    };

    private static readonly Dictionary<string, Func<TokenForger, string>> Accepted = new()
    {
        ["aud a list with ours"] = forge => forge.WithClaim("aud", new JsonArray("other-api", "partner-api")),
        ["exp 20 seconds ago, within the skew"] = forge => Times(forge, -5 * Minute, -20),
        ["iat 20 seconds ahead, within the skew"] = forge => Times(forge, 20, 5 * Minute),
        ["nbf now"] = forge => forge.WithClaim("nbf", TokenForger.Now),
        ["no sub"] = forge => forge.WithClaims(claims => claims.Remove("sub")),
        ["no scope"] = forge => forge.WithClaims(claims => claims.Remove("scope")),
        ["delegation, which is ignored"] = forge => forge.WithClaim("act", new JsonObject { ["sub"] = "card-registrar" }),
        ["permission to act, which is ignored"] = forge => forge.WithClaim("may_act", new JsonObject { ["sub"] = "card-registrar" }),
    };

    public static TheoryData<string> RejectedNames => [.. Rejected.Keys];

    public static TheoryData<string> AcceptedNames => [.. Accepted.Keys];

    [Theory]
    [MemberData(nameof(RejectedNames))]
    public async Task Token_with_an_invalid_claim_is_rejected(string name) =>
        fixture.AssertRefused(await fixture.Gateway.QueryAsync($"Bearer {Rejected[name](fixture.TokenForger)}"));

    [Theory]
    [MemberData(nameof(AcceptedNames))]
    public async Task Token_with_valid_claims_is_accepted(string name) =>
        TokenGatewayFixture.AssertAnswered(await fixture.Gateway.QueryAsync($"Bearer {Accepted[name](fixture.TokenForger)}"));

    [Theory]
    [InlineData("card:valid")]
    [InlineData("card:validity2")]
    [InlineData("CARD:VALIDITY")]
    [InlineData("holder:read")]
    public async Task Misspelled_scope_grants_nothing(string scope) =>
        Assert.Contains("FORBIDDEN", await QueryCardStatusAsync(fixture.TokenForger.WithClaim("scope", scope)), StringComparison.Ordinal);

    [Fact]
    public async Task Scp_instead_of_scope_grants_nothing()
    {
        var token = fixture.TokenForger.WithClaims(claims =>
        {
            claims["scp"] = claims["scope"]!.DeepClone();
            claims.Remove("scope");
        });
        Assert.Contains("FORBIDDEN", await QueryCardStatusAsync(token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("HARBOR-BANK")]
    [InlineData("harbor-bank/../card-registrar")]
    [InlineData("statistics-pages")]
    public async Task Client_missing_from_the_directory_is_refused(string client)
    {
        var token = fixture.TokenForger.WithClaims(claims => (claims["client_id"], claims["sub"]) = (client, client));
        var body = await QueryCardStatusAsync(token);
        Assert.Contains("AGREEMENT_NOT_ACTIVE", body, StringComparison.Ordinal);
        Assert.DoesNotContain("valid", body, StringComparison.Ordinal);
    }

    private async Task<string> QueryCardStatusAsync(string token)
    {
        const string request = """{"query":"{ card(number: \"0000000000000195\", purpose: ACCOUNT_OPENING) { valid } }"}""";
        using var message = new HttpRequestMessage(HttpMethod.Post, "/graphql")
        {
            Content = new StringContent(request, Encoding.UTF8, "application/json"),
            Headers = { { "Authorization", $"Bearer {token}" } },
        };

        return (await fixture.Gateway.QueryAsync(message)).Body;
    }

    private static byte[] NotUtf8(TokenForger forge) => [.. "{\"x\":\""u8, 0xFF, .. "\","u8, .. Encoding.UTF8.GetBytes(forge.Claims.ToJsonString()[1..])];

    private static string Times(TokenForger forge, int issued, int expires) => forge.WithClaims(claims =>
    {
        var now = TokenForger.Now;
        claims["iat"] = now + issued;
        claims["exp"] = now + expires;
    });

    private static string Twice(TokenForger forge, string name, string json) =>
        forge.WithRawPayload(payload => $"{{\"{name}\":{json},{payload[1..]}");
}
