using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using PartnerApi.Core;
using PartnerApi.GraphQL.Documents;
using PartnerApi.GraphQL.Engine;
using PartnerApi.GraphQL.Http;
using PartnerApi.Http;

namespace PartnerApi.GraphQL.Tests;

/// <summary>Mutated documents and bodies, from a fixed seed, never cause an exception (faults 48, 56).</summary>
[Trait("Needs", "NoStore")]
public sealed class ParserFuzzTests(SharedGateway shared)
{
    private const int Inputs = 20_000;
    private const ulong Seed = 20150112;

    private static readonly string[] Documents =
    [
        "query($number: CardNumber!) { card(number: $number, purpose: ACCOUNT_OPENING) { valid expiresOn ...f } } fragment f on Card { subject }",
        "{ a: viewer { client ... on Viewer @include(if: true) { scopes } } b: acceptances { purpose accepted } }",
        "{ cards(numbers: [\"0000000000000195\", \"\"\"block \\\"\"\" text\"\"\"], purpose: A) { e(benefit: \"x\\u0030\\n\") { eligible } } }",
        "query a($x: [Int!]! = [1, 2.5e3, -4], $y: Boolean = false) { __typename @skip(if: $y) } # comment\r\n",
        "{ __schema { types { name fields { name type { ofType { name } } } } } __type(name: \"Card\") { kind } }",
        "mutation m { issueCard(input: { name: null, list: [{ a: $b }], e: ENUM }) { id } } subscription { s }",
        "type A implements B & C @d(x: 1) { \"text\" f(a: Int = 1): [B!]! } extend schema { query: Q } directive @d on FIELD | QUERY",
        "\r]", "\uFEFF{a}", "{...f}fragment f on Query{...f}", "query", "{a(b:\"\\", "\"\"\"", "{a:b:c}", "#", "...",
    ];

    private static readonly string[] Bodies =
    [
        """{"query":"query($n: Int){viewer{client}}","variables":{"n":[1,{"a":null,"b":1e9},"\ud83d\ude00"]},"operationName":"a"}""",
        """{"query":"{viewer{client}}"}""", """[{"query":"{a}"}]""", "\uFEFF{}", """{"query":"\ud800"}""", "", "nul", """{"a":1,"a":2}""",
    ];

    private static readonly string[] Pieces =
    [
        "{", "}", "(", ")", "[", "]", ":", "!", "$", "@", "...", "|", "&", "=", "\"", "\"\"\"", "\\", "\\u", "\\ud800", "#", "\r", "\n", "\r\n", ",",
        "\0", "\uFEFF", "\u202E", "\ud800", "\udc00", "é", "０", "-", "0", "01", "1.", "1e", "e+", "null", "true", "on", "fragment", "query", "f",
        "_", "a", " ", "\t", "🂡", "'", "`",
    ];

    [Fact]
    public async Task Mutated_document_is_parsed_checked_and_validated_without_an_exception()
    {
        var limits = new DocumentLimits();
        var schemas = shared.Gateway.Services.GetRequiredService<AudienceSchemas>().All.ToList();
        var unexpected = new List<string>();
        var valid = 0;
        for (var row = 0; row < Inputs; row++)
        {
            var text = Mutate(Documents, row);
            try
            {
                CardNumberSearch.MayHoldCardNumber(text);
                var (document, error) = DocumentParser.Parse(text, limits);
                Assert.True(document is null ^ error is null);
                if (document is null || DocumentChecker.Check(document, limits) is not null) continue;
                valid++;
                await schemas[row % schemas.Count].Documents.PrepareAsync(text, TestContext.Current.CancellationToken);
            }
            catch (Exception exception)
            {
                unexpected.Add($"{exception.GetType().Name} in row {row}: {text}");
            }
        }

        Assert.Empty(unexpected);
        Assert.InRange(valid, Inputs / 50, Inputs);
    }

    [Fact]
    public async Task Mutated_body_is_read_or_rejected_without_an_exception()
    {
        var reader = new RequestReader(new DocumentLimits(), new ClientFaults(TimeProvider.System, NullLogger<ClientFaults>.Instance));
        var unexpected = new List<string>();
        for (var row = 0; row < Inputs / 2; row++)
        {
            var text = Mutate(Bodies, row);
            var bytes = Encoding.UTF8.GetBytes(text);
            if (row % 5 == 0 && bytes.Length > 0) bytes[row % bytes.Length] ^= 0x80;
            try
            {
                var http = new DefaultHttpContext { Request = { ContentType = "application/json", Body = new MemoryStream(bytes) } };
                var (message, error) = await reader.ReadBodyAsync(http.Request, TestContext.Current.CancellationToken);
                Assert.True(message is null ^ error is null);
                var parameters = QueryString.Create("query", "{a}").Add("variables", text);
                (message, error) = reader.ReadAddress(new DefaultHttpContext { Request = { QueryString = parameters } }.Request);
                Assert.True(message is null ^ error is null);
            }
            catch (Exception exception)
            {
                unexpected.Add($"{exception.GetType().Name} in row {row}: {text}");
            }
        }

        Assert.Empty(unexpected);
    }

    private static string Mutate(string[] from, int row)
    {
        var random = SplitMix64.ForRow(Seed, row);
        var text = new StringBuilder(from[random.Below(from.Length)]);
        for (var times = random.Below(6); times >= 0; times--)
        {
            var at = random.Below(text.Length + 1);
            var length = Math.Min(random.Below(8), text.Length - at);
            var piece = Pieces[random.Below(Pieces.Length)];
            switch (random.Below(5))
            {
                case 0: text.Insert(at, piece); break;
                case 1: text.Remove(at, length); break;
                case 2: text.Remove(at, length).Insert(at, piece); break;
                case 3: text.Insert(at, text.ToString(at, length)); break;
                default: text.Insert(at, new StringBuilder().Insert(0, piece, random.Below(40))); break;
            }
        }

        return text.ToString();
    }
}
