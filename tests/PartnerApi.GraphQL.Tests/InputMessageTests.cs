using System.Text.Json;

namespace PartnerApi.GraphQL.Tests;

/// <summary>The error for an invalid input names it and the valid values, and never its own value or elements that the audience does not see.</summary>
public sealed class InputMessageTests(SharedGateway shared)
{
    private const string Redeem = "mutation($i: RedeemBenefitInput!) { redeemBenefit(input: $i) { redeemed } }";

    private const string Purposes = "ACCOUNT_OPENING, MEMBERSHIP, LIBRARY_REGISTRATION";

    // Specification, section 5.8.5: all variable usages are allowed.
    [Theory]
    [InlineData("query($v: String!) { card(number: $v, purpose: MEMBERSHIP) { valid } }", "'$v' has the type 'String!' and cannot be used where 'CardNumber!' is expected.")]
    [InlineData("query($v: String!) { card(number: \"1\", purpose: $v) { valid } }", "'Purpose!'")]
    [InlineData("query($v: ID!) { redeem: redemptions(after: $v) { __typename } }", "'String'")]
    [InlineData("query($v: CardNumber!) { cards(numbers: $v, purpose: MEMBERSHIP) { valid } }", "'[CardNumber!]!'")]
    [InlineData("query($v: CardNumber) { cards(numbers: [$v], purpose: MEMBERSHIP) { valid } }", "'CardNumber!'")]
    [InlineData("query($v: [CardNumber]!) { cards(numbers: $v, purpose: MEMBERSHIP) { valid } }", "'[CardNumber!]!'")]
    [InlineData("query($v: Int!) { ...f } fragment f on Query { cards(numbers: [], purpose: MEMBERSHIP) { valid @skip(if: $v) } }", "'Boolean!'")]
    [InlineData("query($v: Purpose = null) { cards(numbers: [], purpose: $v) { valid } }", "'Purpose!'")]
    [InlineData("mutation($v: String!) { redeemBenefit(input: { card: $v, purpose: MEMBERSHIP, benefit: \"b\", idempotencyKey: \"k\" }) { redeemed } }", "'CardNumber!'")]
    public async Task Variable_in_a_position_of_another_type_is_invalid(string query, string message)
    {
        var answer = await shared.Gateway.QueryAsync("river-museum", query, new { v = "x" });
        Assert.Equal(["GRAPHQL_VALIDATION_FAILED"], answer.Codes);
        Assert.Contains(message, Message(answer), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"i":{"card":"C","benefit":"b","idempotencyKey":"k","purpose":"FUN"}}""", "The variable '$i.purpose' must be one of " + Purposes)]
    [InlineData("""{"i":{"card":"C","benefit":"b","idempotencyKey":"k","purpose":null}}""", "The variable '$i.purpose' must not be null.")]
    [InlineData("""{"i":{"card":"C","benefit":"b","idempotencyKey":"k"}}""", "The variable '$i.purpose' is required.")]
    [InlineData("""{"i":{"card":16,"benefit":"b","idempotencyKey":"k","purpose":"MEMBERSHIP"}}""", "The variable '$i.card' must be a string.")]
    [InlineData("""{"i":{"card":"C","benefit":true,"idempotencyKey":"k","purpose":"MEMBERSHIP"}}""", "The variable '$i.benefit' must be a string or a whole number.")]
    [InlineData("""{"i":{"0000000000000195":1,"card":"C","benefit":"b","idempotencyKey":"k","purpose":"MEMBERSHIP"}}""", "The variable '$i' has an unknown field.")]
    [InlineData("""{"i":"0000000000000195"}""", "The variable '$i' must be an object with the fields of 'RedeemBenefitInput'.")]
    [InlineData("{}", "The variable '$i' is required.")]
    public async Task Error_names_an_invalid_variable(string variables, string message)
    {
        var answer = await shared.Gateway.QueryAsync("river-museum", Redeem, JsonSerializer.Deserialize<JsonElement>(variables));
        Assert.Equal(["GRAPHQL_VALIDATION_FAILED"], answer.Codes);
        Assert.StartsWith(message, Message(answer), StringComparison.Ordinal);
        Assert.DoesNotContain("0195", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("FUN", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Error_names_a_null_variable_that_overrides_its_default()
    {
        var answer = await shared.Gateway.QueryAsync(
            "river-museum", "query($n: CardNumber = \"0000000000000195\") { card(number: $n, purpose: MEMBERSHIP) { valid } }", new { n = (string?)null });
        Assert.Equal(["GRAPHQL_VALIDATION_FAILED"], answer.Codes);
        Assert.Equal("The variable '$n' must not be null. Leave it out to use its default.", Message(answer));
    }

    [Theory]
    [InlineData("{ card(number: \"1\", purpose: FUN) { valid } }", "The argument 'purpose' of 'card' must be one of " + Purposes)]
    [InlineData("{ card(number: 195, purpose: MEMBERSHIP) { valid } }", "The argument 'number' of 'card' must be a string.")]
    [InlineData("{ cards(numbers: [\"1\", null], purpose: MEMBERSHIP) { valid } }", "The argument 'numbers[1]' of 'cards' must not be null.")]
    [InlineData("{ redemptions(from: \"2026-02-30\") { __typename } }", "The argument 'from' of 'redemptions' must be a date like \"2026-03-31\".")]
    [InlineData("{ redemptions(first: 99999999999) { __typename } }", "The argument 'first' of 'redemptions' must be a whole number of 32 bits.")]
    [InlineData("mutation { reverseRedemption(input: { redemption: \"r\", reason: FUN }) { __typename } }",
        "The argument 'input.reason' of 'reverseRedemption' must be one of ENTERED_BY_MISTAKE, HOLDER_CHANGED_MIND, BENEFIT_NOT_GIVEN.")]
    [InlineData("mutation { reverseRedemption(input: { redemption: \"r\" }) { __typename } }", "The argument 'input.reason' of 'reverseRedemption' is required.")]
    [InlineData("query($a: Purpose = FUN) { card(number: \"1\", purpose: $a) { valid } }", "The default of the variable '$a' must be one of " + Purposes)]
    public async Task Error_names_an_invalid_literal(string query, string message)
    {
        var answer = await shared.Gateway.QueryAsync("river-museum", query);
        Assert.Equal("GRAPHQL_VALIDATION_FAILED", answer.Codes[0]);
        Assert.StartsWith(message, Message(answer), StringComparison.Ordinal);
        Assert.True(answer.Json.GetProperty("errors")[0].GetProperty("locations")[0].GetProperty("column").GetInt32() > 1);
        Assert.DoesNotContain("99999999999", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("query($n0000000000000195: String!) { card(number: $n0000000000000195, purpose: MEMBERSHIP) { valid } }")]
    [InlineData("{ card0000000000000195: nothing }")]
    [InlineData("{ n0000000000000195 }")]
    [InlineData("query($n: N0000000000000195) { card(number: $n, purpose: MEMBERSHIP) { valid } }")]
    [InlineData("{ card(number: 0000000000000195, purpose: MEMBERSHIP) { valid } }")]
    [InlineData("{ card(n0000000000000195: 1, purpose: MEMBERSHIP) { valid } }")]
    [InlineData("{ ...f0000000000000195 }")]
    [InlineData("mutation { redeemBenefit(input: { n0000000000000195: 1 }) { redeemed } }")]
    public async Task Name_that_contains_a_card_number_is_not_echoed(string query)
    {
        var answer = await shared.Gateway.QueryAsync("river-museum", query);
        Assert.NotEmpty(answer.Codes);
        Assert.DoesNotContain("0000000195", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unsupported_kind_of_operation_is_invalid_even_if_not_selected()
    {
        const string Query = "query a { viewer { client } }";
        var subscription = await shared.Gateway.QueryAsync("river-museum", Query + " subscription b { viewer { client } }", operationName: "a");
        Assert.Equal(["GRAPHQL_VALIDATION_FAILED"], subscription.Codes);
        Assert.Equal("There are no subscriptions.", Message(subscription));
        var mutation = await shared.Gateway.QueryAsync("harbor-bank", Query + " mutation b { viewer { client } }", operationName: "a");
        Assert.Equal("There are no mutations and no subscriptions.", Message(mutation));
    }

    [Fact]
    public async Task Limit_of_subjects_mentions_no_card()
    {
        var answer = await shared.Gateway.QueryAsync(
            "river-museum", "query($ids: [ID!]!) { subjects(ids: $ids) { id } }", new { ids = Enumerable.Range(0, 101).Select(index => $"id-{index}") });
        Assert.Equal(["LIMIT_EXCEEDED"], answer.Codes);
        Assert.Equal("subjects", answer.Json.GetProperty("errors")[0].GetProperty("extensions").GetProperty("limit").GetString());
        Assert.DoesNotContain("card", Message(answer), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(200, (int)answer.Status);
    }

    private static string Message(Answer answer) => answer.Json.GetProperty("errors")[0].GetProperty("message").GetString()!;
}
