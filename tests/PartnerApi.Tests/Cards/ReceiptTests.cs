using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PartnerApi.Ledger;

namespace PartnerApi.Tests.Cards;

/// <summary>Receipts over HTTP, verified as a bank verifies them: with nothing but the published keys.</summary>
public sealed class ReceiptTests(SharedGateway shared)
{
    private const string Type = "card-receipt+jwt";
    private const string Valid = "0000 0000 0000 0195";

    private static readonly string[] NotValid = ["0000 0000 0000 0389", "0000 0000 0000 0486", "0000 0000 0000 0583", "0000 0000 0000 0680"];

    private const string Query = """
        query($number: CardNumber!, $nonce: String) { card(number: $number, purpose: ACCOUNT_OPENING) {
            expiresOn subject receipt(nonce: $nonce) { disclosure jws } } }
        """;

    private readonly RunningGateway gateway = shared.Gateway;

    [Fact]
    public async Task Receipt_names_the_answer_partner_and_purpose_but_never_the_number()
    {
        var answer = await gateway.QueryAsync("harbor-bank", Query, new { number = Valid, nonce = "application-4711" });
        var receipt = answer.Data("card", "receipt");
        var claims = await OpenAsync(receipt.GetProperty("jws").GetString()!);
        Assert.Equal(
            ["aud", "expiresOn", "iat", "iss", "jti", "nonce", "policy", "purpose", "sub", "valid"],
            claims.EnumerateObject().Select(member => member.Name).Where(name => name != "head").Order(StringComparer.Ordinal));
        Assert.Equal("harbor-bank", claims.GetProperty("aud").GetString());
        Assert.Equal(gateway.Http.BaseAddress!.AbsoluteUri, claims.GetProperty("iss").GetString());
        Assert.Equal("ACCOUNT_OPENING", claims.GetProperty("purpose").GetString());
        Assert.True(claims.GetProperty("valid").GetBoolean());
        Assert.Equal("application-4711", claims.GetProperty("nonce").GetString());
        Assert.Equal(answer.Data("card", "expiresOn").GetString(), claims.GetProperty("expiresOn").GetString());
        Assert.Equal(answer.Data("card", "subject").GetString(), claims.GetProperty("sub").GetString());
        Assert.Equal(0, claims.GetProperty("iat").GetInt64() % 60);
        Assert.DoesNotContain("0195", claims.GetRawText(), StringComparison.Ordinal);

        // The disclosure that it names is in the ledger.
        var id = claims.GetProperty("jti").GetString()!;
        Assert.Equal(receipt.GetProperty("disclosure").GetString(), id);
        Assert.Contains(Directory.EnumerateFiles(Path.Combine(gateway.Data, "disclosures"), "*.log"), file => Read(file).Contains(id, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Receipts_of_all_invalid_cards_have_the_same_claims()
    {
        var shapes = new List<string>();
        foreach (var number in NotValid)
        {
            var answer = await gateway.QueryAsync("harbor-bank", Query, new { number, nonce = "n" });
            var claims = await OpenAsync(answer.Data("card", "receipt", "jws").GetString()!);
            shapes.Add(string.Join(' ', claims.EnumerateObject().Where(member => member.Name is not ("jti" or "head")).Select(member => member.ToString())));
        }
        Assert.Single(shapes.Distinct());
        Assert.Contains("\"valid\":false", shapes[0], StringComparison.Ordinal);
        Assert.DoesNotContain("\"sub\"", shapes[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Receipt_has_only_claims_within_the_scopes_of_the_token()
    {
        const string query = "query($number: CardNumber!) { card(number: $number, purpose: ACCOUNT_OPENING) { receipt { jws } } }";
        var answer = await gateway.QueryAsync("harbor-bank", query, new { number = Valid }, scope: "card:validity card:receipt");
        var claims = await OpenAsync(answer.Data("card", "receipt", "jws").GetString()!);
        Assert.False(claims.TryGetProperty("sub", out _));
        Assert.False(claims.TryGetProperty("expiresOn", out _));
        Assert.Equal(["FORBIDDEN"], (await gateway.QueryAsync("harbor-bank", query, new { number = Valid }, scope: "card:validity")).Codes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("ünïcode")]
    [InlineData("01234567890123456789012345678901234567890123456789012345678901234")]
    public async Task Malformed_nonce_is_a_typed_error(string nonce)
    {
        var answer = await gateway.QueryAsync("harbor-bank", Query, new { number = Valid, nonce });
        Assert.Equal(["NONCE_INVALID"], answer.Codes);
        Assert.DoesNotContain("jws", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0000000000000195")]
    [InlineData("case-0000-0000-0000-0195")]
    public async Task Nonce_with_the_number_of_the_card_is_refused(string nonce)
    {
        var answer = await gateway.QueryAsync("harbor-bank", Query, new { number = Valid, nonce });
        Assert.Equal(["NONCE_INVALID"], answer.Codes);
        Assert.DoesNotContain("jws", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("0195", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nonce_of_sixteen_digits_is_accepted_if_it_is_not_the_number_of_the_card() =>
        Assert.Empty((await gateway.QueryAsync("harbor-bank", Query, new { number = Valid, nonce = "0000000000000292" })).Codes);

    [Fact]
    public async Task Answer_has_one_receipt_bound_to_one_nonce()
    {
        const string query = """
            query($number: CardNumber!) { card(number: $number, purpose: ACCOUNT_OPENING) {
                a: receipt(nonce: "n") { disclosure jws } b: receipt(nonce: "n") { disclosure jws again: jws } other: receipt(nonce: "m") { jws } none: receipt { jws } } }
            """;
        var answer = await gateway.QueryAsync("harbor-bank", query, new { number = Valid });
        Assert.Equal(["LIMIT_EXCEEDED", "LIMIT_EXCEEDED"], answer.Codes);
        Assert.Contains("\"limit\":\"receiptsPerDisclosure\",\"most\":1", answer.Body, StringComparison.Ordinal);
        var jws = answer.Data("card", "a", "jws").GetString();
        Assert.Equal("n", (await OpenAsync(jws!)).GetProperty("nonce").GetString());
        Assert.Equal((jws, jws), (answer.Data("card", "b", "jws").GetString(), answer.Data("card", "b", "again").GetString()));
        Assert.Equal(JsonValueKind.Null, answer.Data("card", "other").ValueKind);
    }

    [Fact]
    public async Task Receipts_are_limited_in_each_request_and_each_belongs_to_its_card()
    {
        await using var bounded = await RunningGateway.StartAsync(null, ("Quotas:ReceiptsPerRequest", "3"));
        const string query = """
            query($numbers: [CardNumber!]!, $one: CardNumber!) {
                cards(numbers: $numbers, purpose: ACCOUNT_OPENING) { receipt { disclosure jws } }
                card(number: $one, purpose: ACCOUNT_OPENING) { valid receipt { jws } } }
            """;
        var answer = await bounded.QueryAsync("harbor-bank", query, new { numbers = NotValid[..3], one = Valid });
        Assert.Equal(["LIMIT_EXCEEDED"], answer.Codes);
        Assert.Contains("\"path\":[\"card\",\"receipt\"],\"extensions\":{\"code\":\"LIMIT_EXCEEDED\",\"limit\":\"receiptsPerRequest\",\"most\":3}", answer.Body, StringComparison.Ordinal);
        Assert.True(answer.Data("card", "valid").GetBoolean());
        foreach (var card in answer.Data("cards").EnumerateArray())
        {
            var payload = Base64Url.DecodeFromChars(card.GetProperty("receipt").GetProperty("jws").GetString()!.Split('.')[1]);
            Assert.Equal(card.GetProperty("receipt").GetProperty("disclosure").GetString(), JsonDocument.Parse(payload).RootElement.GetProperty("jti").GetString());
        }
    }

    [Fact]
    public async Task Receipt_with_any_altered_character_does_not_verify()
    {
        var answer = await gateway.QueryAsync("harbor-bank", Query, new { number = Valid, nonce = "n" });
        var jws = answer.Data("card", "receipt", "jws").GetString()!;
        using var keys = PublishedKeys.TryParse(await KeysAsync())!;
        Assert.NotNull(keys.Open(Type, jws));
        Assert.Null(keys.Open("disclosure-head+jwt", jws));
        for (var index = 0; index < jws.Length; index++)
        {
            var changed = jws[..index] + (jws[index] == 'A' ? 'B' : 'A') + jws[(index + 1)..];
            Assert.Null(keys.Open(Type, changed));
        }
    }

    [Fact]
    public async Task Command_verifies_a_receipt_with_the_published_keys_alone()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.Root);
        var answer = await gateway.QueryAsync("harbor-bank", Query, new { number = Valid, nonce = "n-1" });
        var (receipt, keys) = (Path.Combine(folder.Root, "receipt.jws"), Path.Combine(folder.Root, "keys.json"));
        await File.WriteAllTextAsync(receipt, answer.Data("card", "receipt", "jws").GetString(), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(keys, await KeysAsync(), TestContext.Current.CancellationToken);

        var good = await Executable.RunAsync("receipt", "verify", receipt, "--keys", keys, "--nonce", "n-1");
        Assert.Equal(0, good.ExitCode);
        Assert.Contains("\"aud\": \"harbor-bank\"", good.Output, StringComparison.Ordinal);
        Assert.Equal(1, (await Executable.RunAsync("receipt", "verify", receipt, "--keys", keys, "--nonce", "n-2")).ExitCode);
        Assert.Equal(1, (await Executable.RunAsync("receipt", "verify", keys, "--keys", keys)).ExitCode);
        Assert.Equal(1, (await Executable.RunAsync("receipt", "verify", receipt, "--keys", receipt)).ExitCode);
    }

    private async Task<JsonElement> OpenAsync(string jws)
    {
        using var keys = PublishedKeys.TryParse(await KeysAsync())!;
        Assert.Equal("{\"alg\":\"ES256\",\"typ\":\"card-receipt+jwt\",\"kid\":", Encoding.UTF8.GetString(Base64Url.DecodeFromChars(jws.Split('.')[0]))[..46]);
        return JsonDocument.Parse(keys.Open(Type, jws)!).RootElement;
    }

    private Task<byte[]> KeysAsync() => gateway.Http.GetByteArrayAsync("/disclosures/keys", TestContext.Current.CancellationToken);

    private static string Read(string file)
    {
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }
}
