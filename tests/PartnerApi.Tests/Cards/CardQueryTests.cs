namespace PartnerApi.Tests.Cards;

public sealed class CardQueryTests(SharedGateway shared)
{
    private const string Query = "query($number: CardNumber!, $purpose: Purpose!) { card(number: $number, purpose: $purpose) { valid expiresOn subject } }";

    private readonly RunningGateway gateway = shared.Gateway;

    [Theory]
    [InlineData("0000 0000 0000 0195", true)]
    [InlineData("0000-0000-0000-0292", true)]
    [InlineData("0000000000000777", true)]
    [InlineData("0000 0000 0000 0389", false)]
    [InlineData("0000 0000 0000 0486", false)]
    [InlineData("0000 0000 0000 0583", false)]
    [InlineData("0000 0000 0000 0680", false)]
    public async Task Sandbox_card_has_the_documented_validity(string number, bool valid)
    {
        var answer = await gateway.QueryAsync("harbor-bank", Query, new { number, purpose = "ACCOUNT_OPENING" });
        Assert.Empty(answer.Codes);
        Assert.Equal(valid, answer.Data("card", "valid").GetBoolean());
        Assert.Equal(valid, answer.Data("card", "expiresOn").GetString() is not null);
        Assert.Equal(valid, answer.Data("card", "subject").GetString() is not null);
    }

    [Fact]
    public async Task Invalid_card_gets_the_same_bytes_and_headers_for_every_reason()
    {
        var answers = new List<Answer>();
        foreach (var number in new[] { "0000000000000389", "0000000000000486", "0000000000000583", "0000000000000680" })
            answers.Add(await gateway.QueryAsync("harbor-bank", Query, new { number, purpose = "ACCOUNT_OPENING" }));
        Assert.Single(answers.Select(answer => answer.Body).Distinct());
        Assert.Single(answers.Select(answer => string.Join(',', answer.Headers.Select(header => header.Key))).Distinct());
    }

    [Theory]
    [InlineData("DRIVERS_LICENSE")]
    [InlineData("MEMBERSHIP")]
    [InlineData("CARD_CARE")]
    public async Task Purpose_outside_the_agreement_is_refused(string purpose)
    {
        var answer = await gateway.QueryAsync("harbor-bank", Query, new { number = "0000000000000195", purpose });
        Assert.Equal(["PURPOSE_NOT_AGREED"], answer.Codes);
        Assert.Equal("null", answer.Data("card").GetRawText());
    }

    [Theory]
    [InlineData("0000 0000 0000 0196")]
    [InlineData("195")]
    [InlineData("")]
    [InlineData("０００００００００００００１９５")]
    public async Task Malformed_number_has_its_own_error_and_is_not_echoed(string number)
    {
        var answer = await gateway.QueryAsync("harbor-bank", Query, new { number, purpose = "ACCOUNT_OPENING" });
        Assert.Equal(["CARD_NUMBER_MALFORMED"], answer.Codes);
        if (number.Length > 0) Assert.DoesNotContain(number, answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cards_are_returned_in_order_with_an_error_at_the_index_of_a_malformed_number()
    {
        var answer = await gateway.QueryAsync(
            "harbor-bank",
            "query($numbers: [CardNumber!]!) { cards(numbers: $numbers, purpose: ACCOUNT_OPENING) { valid } }",
            new { numbers = new[] { "0000000000000195", "1", "0000000000000389" } });
        Assert.Equal("""[{"valid":true},null,{"valid":false}]""", answer.Data("cards").GetRawText());
        Assert.Equal("""["cards",1]""", answer.Json.GetProperty("errors")[0].GetProperty("path").GetRawText());
        Assert.Equal(["CARD_NUMBER_MALFORMED"], answer.Codes);
    }

    [Fact]
    public async Task Card_limit_applies_across_aliases()
    {
        var numbers = Enumerable.Repeat("0000000000000195", 60).ToArray();
        var answer = await gateway.QueryAsync(
            "harbor-bank",
            """
            query($numbers: [CardNumber!]!) {
              a: cards(numbers: $numbers, purpose: ACCOUNT_OPENING) { valid }
              b: cards(numbers: $numbers, purpose: ACCOUNT_OPENING) { valid }
            }
            """,
            new { numbers });
        Assert.Equal(60, answer.Data("a").GetArrayLength());
        Assert.Equal("null", answer.Data("b").GetRawText());
        Assert.Equal(["LIMIT_EXCEEDED"], answer.Codes);
    }

    [Fact]
    public async Task Subject_is_stable_for_one_partner_and_differs_between_partners()
    {
        const string Museum = "query($number: CardNumber!) { card(number: $number, purpose: MEMBERSHIP) { subject } }";
        var river = (await gateway.QueryAsync("river-museum", Museum, new { number = "0000000000000195" })).Data("card", "subject").GetString();
        var again = (await gateway.QueryAsync("river-museum", Museum, new { number = "0000 0000 0000 0195" })).Data("card", "subject").GetString();
        var hill = (await gateway.QueryAsync("hill-museum", Museum, new { number = "0000000000000195" })).Data("card", "subject").GetString();
        Assert.Equal(river, again);
        Assert.NotEqual(river, hill);
    }

    [Theory]
    [InlineData("0000000000000195", "ACTIVE", "Bartholomea Quillfeather")]
    [InlineData("0000000000000389", "EXPIRED", "Constantijn Marshwiggle")]
    [InlineData("0000000000000486", "REPORTED_LOST", "Philomenara Saltmarshall")]
    [InlineData("0000000000000583", "REVOKED", "Archibaldus Featherstoneway")]
    [InlineData("0000000000000680", "NOT_ISSUED", null)]
    public async Task Registrar_sees_the_reason_and_the_holder(string number, string status, string? name)
    {
        var answer = await gateway.QueryAsync(
            "card-registrar",
            "query($number: CardNumber!) { card(number: $number, purpose: CARD_CARE) { status holder { legalName } } }",
            new { number });
        Assert.Equal(status, answer.Data("card", "status").GetString());
        var holder = answer.Data("card", "holder");
        Assert.Equal(name, holder.ValueKind == System.Text.Json.JsonValueKind.Null ? null : holder.GetProperty("legalName").GetString());
    }
}
