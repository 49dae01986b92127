using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PartnerApi.GraphQL.Documents;
using PartnerApi.GraphQL.Engine;
using PartnerApi.Policy;

namespace PartnerApi.GraphQL.Tests;

/// <summary>A card number written in a document, instead of in a variable, is not cached, echoed, or logged (faults 47, 51; authz 52).</summary>
public sealed class CardNumberSecrecyTests(SharedGateway shared)
{
    private const string Number = "0000000000000195";

    private readonly RunningGateway gateway = shared.Gateway;

    [Theory]
    [InlineData("0000000000000195")]
    [InlineData("0000 0000 0000 0195")]
    [InlineData("0000-0000-0000-0195")]
    [InlineData("0 0 0 0 0 0 0 0 0 0 0 0 0 1 9 5")]
    [InlineData("0000,0000,0000,0195")]
    [InlineData("0000\n0000\r\n0000 0195")]
    [InlineData("{ a } # 0000 0000 0000 0195")]
    [InlineData("{ a } # no. O000 O000 00OO 0195 0")]
    [InlineData("{ card(number: \"0000 OOOO 0000 0I95\") }")]
    [InlineData("{ card(number: \"0000x0000x0000x0195\") }")]
    [InlineData("{ card(number: \"\"\"\n0000\n0000\n0000 a 0195\n\"\"\") }")]
    [InlineData("{ card(number: \"\\u0030\\u0030\") }")]
    [InlineData("{ c0000000000000195: card }")]
    [InlineData("{ card(number: 1000000000000195) }")]
    [InlineData("０００００００００００００１９５")]
    [InlineData("٠٠٠٠٠٠٠٠٠٠٠٠٠١٩٥")]
    [InlineData("0000\u200B0000\u200D0000\uFEFF0195")]
    [InlineData("{ a(x: \"#\") b(y: 0000000000000195) }")]
    public void Text_that_may_contain_a_card_number_is_detected(string text) => Assert.True(CardNumberSearch.MayHoldCardNumber(text));

    [Theory]
    [InlineData("query($number: CardNumber!) { card(number: $number, purpose: MEMBERSHIP) { valid expiresOn } }")]
    [InlineData("{ a1: b a2: b a3: b a4: b a5: b a6: b a7: b a8: b a9: b a10: b a11: b a12: b }")]
    [InlineData("{ redemptions(first: 100, from: \"2026-01-31\", to: \"2026-02-28\") { id } }")]
    [InlineData("query($n0: CardNumber!, $n1: CardNumber!) { c0: card(number: $n0) { valid } c1: card(number: $n1) { valid } }")]
    [InlineData("# version 1.2.3\n{ viewer { client } }")]
    public void Ordinary_document_is_not_detected(string text) => Assert.False(CardNumberSearch.MayHoldCardNumber(text));

    [Theory]
    [InlineData("{ card(number: \"0000 0000 0000 0195\", purpose: ACCOUNT_OPENING) { valid } }")]
    [InlineData("{ card(number: \"\\u0030000000000000195\", purpose: ACCOUNT_OPENING) { valid } }")]
    [InlineData("{ card(number: \"\"\"0000000000000195\"\"\", purpose: ACCOUNT_OPENING) { valid } }")]
    [InlineData("query($n: CardNumber! = \"0000000000000195\") { card(number: $n, purpose: ACCOUNT_OPENING) { valid } }")]
    [InlineData("{ cards(numbers: [\"0000000000000195\"], purpose: ACCOUNT_OPENING) { valid } }")]
    [InlineData("{ viewer { client } } # 0000000000000195")]
    [InlineData("{ c0000000000000195: viewer { client } }")]
    public async Task Document_with_a_number_is_answered_and_not_cached(string document)
    {
        var documents = gateway.Services.GetRequiredService<AudienceSchemas>().Find(Audiences.Find("bank")!)!.Documents;
        Assert.Empty((await gateway.QueryAsync("harbor-bank", document)).Codes);
        Assert.False(documents.IsCached(document));
        const string Ordinary = "query Kept { viewer { client } }";
        Assert.Empty((await gateway.QueryAsync("harbor-bank", Ordinary)).Codes);
        Assert.True(documents.IsCached(Ordinary));
    }

    [Theory]
    [InlineData("{ card(number: \"NUMBER\", purpose: \"NUMBER\") { valid } }")]
    [InlineData("{ card(number: \"NUMBER\", purpose: 1NUMBER) { valid } }")]
    [InlineData("{ card(number: NUMBER, purpose: ACCOUNT_OPENING) { valid } }")]
    [InlineData("{ card(number: 1NUMBER, purpose: ACCOUNT_OPENING) { valid } }")]
    [InlineData("{ card(number: 1.NUMBER, purpose: ACCOUNT_OPENING) { valid } }")]
    [InlineData("{ card(number: { n: \"NUMBER\" }, purpose: ACCOUNT_OPENING) { valid } }")]
    [InlineData("{ card(number: [\"NUMBER\"], purpose: ACCOUNT_OPENING) { valid } }")]
    [InlineData("{ card(number: \"NUMBER9\", purpose: ACCOUNT_OPENING) { valid } }")]
    [InlineData("{ card(numbr: \"NUMBER\", purpose: ACCOUNT_OPENING) { valid } }")]
    [InlineData("{ card(number: \"NUMBER\", purpose: ACCOUNT_OPENING) { valid } ]")]
    [InlineData("{ card(number: \"NUMBER")]
    [InlineData("{ card(number: \"NUMBER\\")]
    [InlineData("{ card(number: \"NUMBER\\q\", purpose: ACCOUNT_OPENING) { valid } }")]
    [InlineData("{ card(number: \"NUMBER\"\n, purpose: ACCOUNT_OPENING) { valid } \r]")]
    [InlineData("{ a: card(number: \"NUMBER\", purpose: ACCOUNT_OPENING) { valid } a: card(number: \"x\", purpose: ACCOUNT_OPENING) { valid } }")]
    [InlineData("{ cards(numbers: [\"NUMBER\", 1NUMBER, true], purpose: ACCOUNT_OPENING) { valid } }")]
    [InlineData("{ cards(numbers: \"NUMBER9\", purpose: ACCOUNT_OPENING) { valid } }")]
    [InlineData("query($n: Int = \"NUMBER\") { viewer { client @skip(if: $n) } }")]
    [InlineData("query($n: CardNumber! = 1NUMBER) { card(number: $n, purpose: ACCOUNT_OPENING) { valid } }")]
    [InlineData("query($n: CardNumber!) { card(number: $n, purpose: ACCOUNT_OPENING) { valid } }")]
    [InlineData("query($n: Boolean!) { viewer { client @skip(if: $n) } }")]
    [InlineData("query($n: Purpose!) { card(number: \"\", purpose: $n) { valid } }")]
    [InlineData("query($n: [CardNumber!]!) { cards(numbers: $n, purpose: ACCOUNT_OPENING) { valid } }")]
    [InlineData("{ viewer @skip(if: \"NUMBER\") { client } }")]
    [InlineData("{ __type(name: 1NUMBER) { name } }")]
    [InlineData("{ viewer { client(NUMBER: 1) } }")]
    [InlineData("NUMBER")]
    public async Task No_error_echoes_the_number(string document)
    {
        var query = document.Replace("NUMBER", Number, StringComparison.Ordinal);
        var token = await gateway.TokenAsync("harbor-bank");
        foreach (var n in new object[] { 1000000000000195, new { a = Number }, new object[] { Number, new { a = Number }, 1000000000000195 } })
        {
            foreach (var accept in new[] { "application/json", "application/graphql-response+json" })
            {
                var variables = JsonSerializer.Serialize(new { n });
                AssertSecret(await gateway.SendAsync(token, JsonSerializer.Serialize(new { query, variables = new { n } }), accept));
                AssertSecret(await gateway.GetAsync(
                    token, $"query={WebUtility.UrlEncode(query)}&variables={WebUtility.UrlEncode(variables)}", ("Accept", accept)));
            }
        }

        Assert.DoesNotContain("0000195", gateway.Log.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0000 0000 0000 0195 ")]
    [InlineData(" 0000000000000195")]
    [InlineData("0000  0000 0000 0195")]
    [InlineData("0000_0000_0000_0195")]
    [InlineData("0000\u00A00000\u00A00000\u00A00195")]
    [InlineData("0000\u20100000\u20100000\u20100195")]
    [InlineData("\u200F0000000000000195")]
    [InlineData("0000000000000195\u202E")]
    [InlineData("0000000000000195\u0000")]
    [InlineData("000000000000019\u0301" + "5")]
    [InlineData("０００００００００００００１９５")]
    [InlineData("٠٠٠٠٠٠٠٠٠٠٠٠٠١٩٥")]
    [InlineData("𝟎𝟎𝟎𝟎𝟎𝟎𝟎𝟎𝟎𝟎𝟎𝟎𝟎𝟏𝟗𝟓")]
    [InlineData("+000000000000195")]
    [InlineData("0x00000000000195")]
    public async Task Lookalike_of_a_number_is_malformed(string number)
    {
        var answer = await gateway.QueryCardAsync("harbor-bank", "valid", number: number);
        Assert.Equal(["CARD_NUMBER_MALFORMED"], answer.Codes);
        Assert.DoesNotContain("195", answer.Body, StringComparison.Ordinal);
    }

    private static void AssertSecret(Answer answer)
    {
        Assert.NotEmpty(answer.Codes);
        Assert.DoesNotContain("0000", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("195", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("u0030", answer.Body, StringComparison.Ordinal);
    }
}
