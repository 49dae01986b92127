using System.Globalization;
using System.Net;
using System.Text.Json;
using PartnerApi.Core;
using PartnerApi.Policy;

namespace PartnerApi.GraphQL.Tests;

/// <summary>
/// Plans and the engine give the same responses, errors, disclosure records, and quotas, for random documents with random variables, scopes, and failures. The
/// number of documents for each audience is 250, or the value of the environment variable <c>PARTNER_API_PLAN_DOCUMENTS</c>.
/// </summary>
// Independent of the store, so they run on one store only.
[Trait("Store", "Sqlite")]
public sealed class PlanComparisonTests(PlanGateways gateways) : IClassFixture<PlanGateways>
{
    private static readonly int Documents =
        int.TryParse(Environment.GetEnvironmentVariable("PARTNER_API_PLAN_DOCUMENTS"), CultureInfo.InvariantCulture, out var set) ? set : 250;

    // Valid, lost or expired, never issued, and malformed ones.
    private static readonly string[] Numbers =
    [
        Callers.ValidCard, "0000 0000 0000 0195", "0000-0000-0000-0292", "0000000000000389", CardNumber.FromPayload(98_000_000_000_001).Reveal(),
        CardNumber.FromPayload(98_000_000_000_002).Reveal(), "0000000000000196", "1234", "", "é", "A text that is longer than a card number can be",
    ];

    [Theory]
    [InlineData("harbor-bank", "card:validity", "card:expiry card:subject")]
    [InlineData("river-museum", "card:validity benefit:eligibility", "benefit:read card:subject")]
    [InlineData("city-library", "benefit:read card:expiry", "card:validity card:receipt benefit:redeem")]
    [InlineData("city-analyst", null, null)]
    [InlineData("card-registrar", "card:validity holder:read", "card:expiry holder:read")]
    [InlineData("privacy-officer", "retention:manage", "disclosure:read")]
    public async Task Plan_and_engine_give_the_same_response(string client, string? few, string? others)
    {
        var audience = Audiences.Find(Callers.Audiences[client])!;
        var visible = Elements.Of(gateways.Declaration, audience.Scopes);
        var documents = new RandomDocuments(gateways.Declaration, seed: (ulong)client.Length * 31);
        var random = new SplitMix64(7);
        var (answered, planned, recorded) = (0, 0, 0);
        for (var round = 0; round < Documents; round++)
        {
            var query = documents.Next(round % 16 == 0 ? _ => true : visible.Fields.Contains).ToString();
            var scope = random.Below(4) switch { 0 => few, 1 => others, _ => null };
            var (difference, answer, hasPlan, records) = await gateways.CompareAsync(client, scope, query, Variables(ref random, client));
            Assert.True(difference is null, $"{query}\n{difference}");
            recorded += records;
            if (!answer.Json.TryGetProperty("data", out _)) continue;
            answered++;
            if (hasPlan) planned++;
        }

        Assert.InRange(answered, Documents / 2, Documents);
        Assert.InRange(planned, answered * 0.7, answered);
        Assert.Equal(audience.Scopes.Contains("card:validity"), recorded > Documents / 10);
    }

    [Theory]
    [InlineData("{ failing { awayForParent } }", HttpStatusCode.ServiceUnavailable)]
    [InlineData("{ certainlyFailing { awayForParent } waits }", HttpStatusCode.ServiceUnavailable)]
    [InlineData("{ a: waits waits }", HttpStatusCode.TooManyRequests)]
    [InlineData("{ failing { waits { text } awayForParent } }", HttpStatusCode.ServiceUnavailable)]
    [InlineData("{ failing { awayForParent fails } }", HttpStatusCode.OK)]
    [InlineData("{ failing { waits { text } failsForParent } }", HttpStatusCode.OK)]
    [InlineData("{ waits echo }", HttpStatusCode.OK)]
    public async Task Response_has_no_data_only_if_an_error_to_wait_for_is_the_cause(string query, HttpStatusCode status)
    {
        var compared = await gateways.CompareAsync("harbor-bank", scope: null, query, new Dictionary<string, object?>());
        Assert.Null(compared.Difference);
        Assert.Equal(status, compared.Answer.Status);
    }

    // Values that random variables seldom have.
    [Theory]
    [InlineData("query($n: CardNumber!) { card(number: $n, purpose: MEMBERSHIP) { valid expiresOn __typename } }", """{"n":"0000 0000 0000 0195"}""", true)]
    [InlineData("query($n: CardNumber!) { card(number: $n, purpose: MEMBERSHIP) { valid } }", """{"n":"0000 0000 0000 0195","other":1}""", true)]
    [InlineData("query($n: CardNumber!) { card(number: $n, purpose: MEMBERSHIP) { valid } }", "{}", false)]
    [InlineData("query($n: CardNumber!) { card(number: $n, purpose: MEMBERSHIP) { valid } }", """{"n":["0000 0000 0000 0195"]}""", false)]
    [InlineData("query($n: [CardNumber!]!) { cards(numbers: $n, purpose: MEMBERSHIP) { valid } }", """{"n":"0000 0000 0000 0195"}""", false)]
    [InlineData("query($n: [CardNumber!]!) { cards(numbers: $n, purpose: MEMBERSHIP) { valid } }", """{"n":[]}""", true)]
    [InlineData("query($n: [CardNumber!]!) { cards(numbers: $n, purpose: MEMBERSHIP) { valid } }", """{"n":["0000 0000 0000 0195",7]}""", false)]
    [InlineData("query($n: [CardNumber!]! = [\"1\"]) { cards(numbers: $n, purpose: MEMBERSHIP) { valid } }", "{}", true)]
    [InlineData("query($p: Purpose! = MEMBERSHIP) { card(number: \"1\", purpose: $p) { valid } }", "{}", true)]
    [InlineData("query($p: Purpose! = MEMBERSHIP) { card(number: \"1\", purpose: $p) { valid } }", """{"p":"NO_PURPOSE"}""", false)]
    [InlineData("query($p: Purpose = MEMBERSHIP) { card(number: \"1\", purpose: $p) { valid } }", "{}", true)]
    [InlineData("query($p: Purpose = MEMBERSHIP) { card(number: \"1\", purpose: $p) { valid } }", """{"p":null}""", false)]
    [InlineData("query($p: Purpose = MEMBERSHIP, $no: Boolean!) { card(number: \"1\", purpose: $p) @skip(if: $no) { valid } __typename }", """{"p":null,"no":true}""", false)]
    [InlineData("query($f: Int) { redemptions(first: $f) { pageInfo { hasNextPage } } }", "{}", true)]
    [InlineData("query($f: Int) { redemptions(first: $f) { pageInfo { hasNextPage } } }", """{"f":null}""", true)]
    [InlineData("query($f: Int) { redemptions(first: $f) { pageInfo { hasNextPage } } }", """{"f":1.5}""", false)]
    [InlineData("query($f: Int) { a: echo(number: $f) b: echo c: echo(number: null) }", "{}", true)]
    [InlineData("query($f: Int) { a: echo(number: $f) b: echo c: echo(number: 7) }", """{"f":null}""", true)]
    [InlineData("query($f: Int) { echoCertainly(number: $f) }", "{}", true)]
    [InlineData("query($f: Int) { echoCertainly(number: $f) }", """{"f":null}""", false)]
    [InlineData("query($f: Int!) { redemptions(first: $f) { pageInfo { hasNextPage } } }", "{}", false)]
    [InlineData("{ redemptions { pageInfo { hasNextPage } } }", "{}", true)]
    [InlineData("{ redemptions(first: 0) { pageInfo { hasNextPage } } }", "{}", true)]
    [InlineData("query($d: Date) { redemptions(from: $d, to: \"2026-02-30\") { pageInfo { hasNextPage } } }", """{"d":"2026-01-31"}""", false)]
    [InlineData("query($d: Date) { redemptions(from: $d) { pageInfo { hasNextPage } } }", """{"d":"2026-02-30"}""", false)]
    [InlineData("query($b: ID!) { subjects(ids: [$b, \"x\"]) { id valid } }", """{"b":12}""", true)]
    [InlineData("query($b: [ID!]!) { subjects(ids: $b) { id valid } }", """{"b":["x",9223372036854775807]}""", true)]
    [InlineData("{ __type(name: \"Card\") { name } }", "{}", false)]
    [InlineData("{ a: viewer { ... on Viewer { client } } a: viewer { partner } }", "{}", true)]
    public async Task Plan_and_engine_read_the_same_values(string query, string variables, bool hasPlan)
    {
        var given = JsonSerializer.Deserialize<Dictionary<string, object?>>(variables)!;
        var compared = await gateways.CompareAsync("river-museum", scope: null, query, given);
        Assert.Null(compared.Difference);
        Assert.Equal(hasPlan, compared.HasPlan);
    }

    [Theory]
    [InlineData("river-museum")]
    [InlineData("city-library")]
    public async Task Plan_and_engine_make_the_same_changes(string client)
    {
        var random = new SplitMix64(11);
        var (answered, planned) = (0, 0);
        for (var round = 0; round < Documents / 2; round++)
        {
            var (query, variables) = Mutation(ref random, client, round);
            var (difference, answer, hasPlan, _) = await gateways.CompareAsync(client, scope: null, query, variables);
            Assert.True(difference is null, $"{query}\n{difference}");
            if (!answer.Json.TryGetProperty("data", out _)) continue;
            answered++;
            if (hasPlan) planned++;
        }

        Assert.InRange(answered, Documents / 4, Documents);
        Assert.Equal(answered, planned);
    }

    // One or two redemptions, each with an object as a variable, or with variables in an object.
    private static (string Query, Dictionary<string, object?> Variables) Mutation(ref SplitMix64 random, string client, int round)
    {
        var input = new Dictionary<string, object?>
        {
            ["card"] = Number(ref random),
            ["purpose"] = Callers.Purpose(client),
            ["benefit"] = "river-museum-membership",
            ["idempotencyKey"] = $"key-{round / 2}",
        };
        var variables = new Dictionary<string, object?> { ["i"] = input, ["n"] = Number(ref random), ["yes"] = random.Below(2) == 0 };
        string[] names = [.. input.Keys, "other"];
        var name = names[random.Below(names.Length)];
        switch (random.Below(12))
        {
            case 0: input.Remove(name); break;
            case 1: input[name] = null; break;
            case 2: input[name] = new Dictionary<string, object?>(); break;
            case 3: variables["i"] = "text"; break;
            case 4: variables["i"] = null; break;
        }
        var second = random.Below(2) == 0
            ? "b: redeemBenefit(input: { card: $n, purpose: MEMBERSHIP, benefit: \"river-museum-membership\", idempotencyKey: \"b\" }) { reason ...f @skip(if: $yes) }"
            : "b: reverseRedemption(input: { redemption: \"none\", reason: ENTERED_BY_MISTAKE }) { redemption { id } }";
        var uses = second.Contains("$n", StringComparison.Ordinal);
        var query = $"mutation($i: RedeemBenefitInput!{(uses ? ", $n: CardNumber!, $yes: Boolean!" : "")}) {{ a: redeemBenefit(input: $i) {{ ...f redemption {{ benefit redeemedAt }} }} {second} }}"
            + " fragment f on RedeemBenefitPayload { redeemed redemption { validUntil reversedAt } }";
        return (query, variables);
    }

    private static Dictionary<string, object?> Variables(ref SplitMix64 random, string client)
    {
        var variables = new Dictionary<string, object?>
        {
            ["n"] = Number(ref random),
            ["p"] = random.Below(8) == 0 ? "AIR_TRAVEL" : Callers.Purpose(client),
            ["b"] = random.Below(4) == 0 ? 7 : "river-museum-membership",
            ["yes"] = random.Below(3) > 0,
        };
        var list = new string[random.Below(6)];
        for (var index = 0; index < list.Length; index++) list[index] = Number(ref random);
        variables["l"] = list;
        variables["f"] = random.Below(200);
        if (random.Below(3) == 0) variables["no"] = random.Below(2) == 0;

        // Sometimes one is missing, null, of another type, or not declared.
        string[] names = ["n", "p", "b", "yes", "no", "l", "f", "other"];
        var name = names[random.Below(names.Length)];
        switch (random.Below(24))
        {
            case 0: variables.Remove(name); break;
            case 1: variables[name] = null; break;
            case 2: variables[name] = new Dictionary<string, object?> { ["a"] = 1 }; break;
            case 3: variables[name] = new object?[] { "0000000000000195", null }; break;
            case 4: variables[name] = "0000000000000195"; break;
        }
        return variables;
    }

    private static string Number(ref SplitMix64 random) => Numbers[random.Below(Numbers.Length)];
}
