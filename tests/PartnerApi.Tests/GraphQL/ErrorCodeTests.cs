using PartnerApi.Cards;
using PartnerApi.Core;
using PartnerApi.Partners;
using PartnerApi.Quotas;
using PartnerApi.Redemptions;
using PartnerApi.Statistics;

namespace PartnerApi.Tests.GraphQL;

/// <summary>Every documented code can occur, with its status in both response formats, and no response reveals internals.</summary>
[Collection(nameof(ProbeGateway))]
public sealed class ErrorCodeTests(ProbeGateway probes)
{
    private const string Card = "query($n: CardNumber!, $p: Purpose!) { card(number: $n, purpose: $p) { valid } }";

    private const string Receipt =
        "query($n: CardNumber!, $o: String) { card(number: $n, purpose: ACCOUNT_OPENING) { receipt(nonce: $o) { jws } } }";

    private const string Eligibility =
        "query($n: CardNumber!, $b: ID!) { card(number: $n, purpose: MEMBERSHIP) { eligibility(benefit: $b) { eligible } } }";

    private const string Redeem = "mutation($a: RedeemBenefitInput!) { redeemBenefit(input: $a) { redeemed } }";

    private const string RedeemTwice = "mutation($a: RedeemBenefitInput!, $b: RedeemBenefitInput!) "
        + "{ redeemBenefit(input: $a) { redeemed } b: redeemBenefit(input: $b) { redeemed } }";

    private const string Reverse = "mutation { reverseRedemption(input: { redemption: 1, reason: ENTERED_BY_MISTAKE }) { redemption { id } } }";

    /// <summary>Code, client, scope, body, status as application/json, status as application/graphql-response+json, true if there is data.</summary>
    private static readonly (ErrorCode Code, string? Client, string? Scope, string Body, int Json, int GraphQL, bool HasData)[] Rows =
    [
        (Declared.Code("BAD_REQUEST"), "harbor-bank", null, "{", 400, 400, false),
        (Declared.Code("BAD_REQUEST"), "harbor-bank", null, "{}", 400, 422, false),
        (Declared.Code("BAD_REQUEST"), "harbor-bank", null, """{"query":"{__typename}","variables":[7]}""", 400, 422, false),
        (Declared.Code("BATCHING_NOT_SUPPORTED"), "harbor-bank", null, "[]", 400, 422, false),
        (Declared.Code("PERSISTED_QUERY_NOT_SUPPORTED"), "harbor-bank", null, """{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"x"}}}""", 200, 422, false),
        (Declared.Code("UNSUPPORTED_MEDIA_TYPE"), "harbor-bank", null, "TEXT {}", 415, 415, false),
        (Declared.Code("GRAPHQL_PARSE_FAILED"), "harbor-bank", null, Body("{"), 200, 400, false),
        (Declared.Code("GRAPHQL_VALIDATION_FAILED"), "harbor-bank", null, Body("{ holder { legalName } }"), 200, 422, false),
        (Declared.Code("GRAPHQL_VALIDATION_FAILED"), "harbor-bank", null, Body("query a { __typename } query b { __typename }"), 200, 422, false),
        (Declared.Code("GRAPHQL_VALIDATION_FAILED"), "harbor-bank", null, Body(Card, "{}"), 200, 422, false),
        (ErrorCode.Unauthenticated, null, null, Body("{ __typename }"), 401, 401, false),
        (PartnerErrorCodes.AgreementNotActive, "city-library", null, Body("{ __typename }"), 403, 403, false),
        (Declared.Code("AUDIENCE_NOT_SERVED"), "card-registrar", null, Body("{ __typename }"), 403, 403, false),
        (Declared.Code("AUDIENCE_NOT_SERVED"), "privacy-officer", null, Body("{ viewer { client } }"), 403, 403, false),
        (ErrorCode.Forbidden, "harbor-bank", "card:expiry", Body(Card, """{"n":"0000000000000195","p":"ACCOUNT_OPENING"}"""), 200, 294, true),
        (PartnerErrorCodes.PurposeNotAgreed, "harbor-bank", null, Body(Card, """{"n":"0000000000000195","p":"PASSPORT"}"""), 200, 294, true),
        (CardErrorCodes.CardNumberMalformed, "harbor-bank", null, Body(Card, """{"n":"0000000000000196","p":"ACCOUNT_OPENING"}"""), 200, 294, true),
        (PartnerErrorCodes.BenefitNotFound, "river-museum", null, Body(Eligibility, """{"n":"0000000000000195","b":"x"}"""), 200, 294, true),
        (RedemptionErrorCodes.IdempotencyKeyInvalid, "river-museum", null, Body(Redeem, Redemptions("", "")), 200, 294, true),
        (RedemptionErrorCodes.IdempotencyKeyReused, "river-museum", null, Body(RedeemTwice, Redemptions("k", "k")), 200, 294, true),
        (RedemptionErrorCodes.RedemptionNotFound, "river-museum", null, Body(Reverse), 200, 294, true),
        (ErrorCode.CursorInvalid, "river-museum", null, Body("query($a: String) { redemptions(after: $a) { edges { cursor } } }", """{"a":"x"}"""), 200, 294, true),
        (CardErrorCodes.NonceInvalid, "harbor-bank", null, Body(Receipt, """{"n":"0000000000000195","o":" "}"""), 200, 294, true),
        (StatisticsErrorCodes.NotYetReleased, "city-analyst", null, Body("{ enrollment(by: []) { cells { count } } }"), 200, 294, true),
        (StatisticsErrorCodes.RangeInvalid, "city-analyst", null, Body("{ enrollmentPreview(by: [], from: \\\"2020-02\\\", to: \\\"2020-01\\\") { cells } }"), 200, 294, true),
        (ErrorCode.LimitExceeded, "harbor-bank", null, Body("{" + string.Concat(Enumerable.Repeat("__typename ", 11)) + "}"), 400, 422, false),
        (ErrorCode.LimitExceeded, "harbor-bank", null, Body("{__typename}").PadRight(17_000), 413, 413, false),
        (ErrorCode.MethodNotAllowed, "harbor-bank", null, "GET " + "{card(number:\"\",purpose:ACCOUNT_OPENING){valid}}", 405, 405, false),
        (QuotaErrorCodes.QuotaExceeded, "harbor-bank", null, Body("{ over }"), 429, 429, false),
        (QuotaErrorCodes.QuotaExceeded, "harbor-bank", null, Body("{ over __typename }"), 200, 294, true),
        (ErrorCode.Unavailable, "harbor-bank", null, Body("{ away }"), 503, 503, false),
        (ErrorCode.Unavailable, "harbor-bank", null, Body("{ __typename away }"), 200, 294, true),
        (ErrorCode.Internal, "harbor-bank", null, Body("{ fails }"), 200, 294, true),
    ];

    // Needs a body that is never sent completely; see RequestFaultTests.
    private static readonly ErrorCode[] Elsewhere = [Declared.Code("REQUEST_TIMEOUT")];

    private static readonly string[] Internals =
    [
        "Exception", "   at ", ".cs", "SELECT", "sqlite", "Microsoft.", "System.", "GraphQL.", "PartnerApi", "stack", "Int32", ProbeQueries.Marker,
    ];

    private static readonly HashSet<string> Members = ["message", "locations", "path", "extensions"];
    private static readonly HashSet<string> Extensions = ["code", "requiredScopes", "limit", "most", "retryAfter"];

    private readonly RunningGateway gateway = probes.Gateway;

    [Fact]
    public void Rows_cover_every_code() => Assert.Equal(
        Declared.Values<ErrorCode>().Select(code => code.Name).Order(), Rows.Select(row => row.Code.Name).Concat(Elsewhere.Select(code => code.Name)).Distinct().Order());

    [Fact]
    public async Task Error_has_its_status_and_reveals_no_internals()
    {
        await probes.SetStatusAsync("city-library", PartnerStatus.Active);
        await gateway.TokenAsync("city-library");
        await probes.SetStatusAsync("city-library", PartnerStatus.Suspended);
        foreach (var row in Rows)
        {
            foreach (var (accept, status) in new[] { ("application/json", row.Json), ("application/graphql-response+json", row.GraphQL) })
            {
                var answer = await QueryAsync(row.Client, row.Scope, row.Body, accept);
                Assert.Equal((row.Code.Name, status), (answer.Codes[0], (int)answer.Status));
                if (row.HasData) Assert.Contains(status, new[] { 200, ErrorCode.PartialSuccess });
                else Assert.Contains(row.GraphQL, row.Code.Statuses);
                Assert.Equal(row.HasData, answer.Json.TryGetProperty("data", out _));
                Assert.All(Internals, internals => Assert.DoesNotContain(internals, answer.Body, StringComparison.OrdinalIgnoreCase));
                AssertForm(answer);
            }
        }
    }

    [Fact]
    public void Every_code_has_a_description_and_a_status()
    {
        foreach (var code in Declared.Values<ErrorCode>())
        {
            Assert.Matches("^[A-Z]+(_[A-Z]+)*$", code.Name);
            Assert.EndsWith(".", code.Description, StringComparison.Ordinal);
            Assert.All(code.Statuses, status => Assert.True(status is ErrorCode.PartialSuccess or (>= 400 and <= 503)));
        }
    }

    // Clients may rely on this form: a message, a code, and only documented members.
    private static void AssertForm(Answer answer)
    {
        foreach (var error in answer.Json.GetProperty("errors").EnumerateArray())
        {
            Assert.Subset(Members, error.EnumerateObject().Select(member => member.Name).ToHashSet());
            Assert.InRange(error.GetProperty("message").GetString()!.Length, 10, 320);
            Assert.Subset(Extensions, error.GetProperty("extensions").EnumerateObject().Select(member => member.Name).ToHashSet());
        }

        Assert.Equal(
            ["cache-control", "content-length", "content-type", "date", "x-content-type-options", "x-request-id"],
            answer.Headers.Select(header => header.Key.ToLowerInvariant()).Except(["accept", "allow", "retry-after", "www-authenticate"]).Order());
    }

    private async Task<Answer> QueryAsync(string? client, string? scope, string body, string accept)
    {
        var token = client is null ? null : await gateway.TokenAsync(client, scope);
        return body.StartsWith("GET ", StringComparison.Ordinal)
            ? await gateway.GetAsync(token, "query=" + Uri.EscapeDataString(body[4..]), ("Accept", accept))
            : body.StartsWith("TEXT ", StringComparison.Ordinal) ? await gateway.SendAsync(token, body[5..], accept, "text/plain")
            : await gateway.SendAsync(token, body, accept);
    }

    private static string Body(string query, string variables = "{}") => "{\"query\":\"" + query + "\",\"variables\":" + variables + "}";

    private static string Redemptions(string key, string otherKey) => $$"""
        {
          "a": { "card": "0000000000000195", "purpose": "MEMBERSHIP", "benefit": "river-museum-membership", "idempotencyKey": "{{key}}" },
          "b": { "card": "0000000000000292", "purpose": "MEMBERSHIP", "benefit": "river-museum-membership", "idempotencyKey": "{{otherKey}}" }
        }
        """;
}
