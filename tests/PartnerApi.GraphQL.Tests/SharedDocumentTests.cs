namespace PartnerApi.GraphQL.Tests;

/// <summary>A document prepared for one caller discloses nothing to another (authz 62 to 66).</summary>
// Independent of the store, so they run on one store only.
[Trait("Store", "Sqlite")]
public sealed class SharedDocumentTests(SharedGateway shared)
{
    private const int Requests = 5_000;
    private const int AtOnce = 200;

    private readonly RunningGateway gateway = shared.Gateway;

    [Fact]
    public async Task F62_document_prepared_for_one_audience_discloses_nothing_to_another()
    {
        const string Query = "query($number: CardNumber!) { card(number: $number, purpose: CARD_CARE) { valid holder { legalName } } }";
        foreach (var client in new[] { "harbor-bank", "card-registrar", "harbor-bank", "river-museum", "card-registrar", "city-analyst" })
        {
            var answer = await gateway.QueryAsync(client, Query, new { number = Callers.ValidCard });
            Assert.Equal(client == "card-registrar", answer.Body.Contains("Bartholomea", StringComparison.Ordinal));
            if (client != "card-registrar") Assert.All(answer.Codes, code => Assert.Equal("GRAPHQL_VALIDATION_FAILED", code));
        }
    }

    [Fact]
    public async Task F63_hash_of_a_document_is_not_a_request()
    {
        const string Body = """{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"ecf4edb46db40b5132295c0291d62fb6"}}}""";
        var answer = await gateway.SendAsync(await gateway.TokenAsync("harbor-bank"), Body);
        Assert.Equal(["PERSISTED_QUERY_NOT_SUPPORTED"], answer.Codes);
    }

    [Fact]
    public async Task F66_two_hundred_concurrent_callers_get_their_own_responses()
    {
        const string Query = "query($number: CardNumber!, $purpose: Purpose!) "
            + "{ viewer { client scopes } card(number: $number, purpose: $purpose) { valid expiresOn subject } }";
        (string Client, string? Scope)[] callers =
        [
            ("harbor-bank", null), ("harbor-bank", "card:validity"), ("harbor-bank", "card:validity card:expiry"), ("harbor-bank", "card:subject"),
            ("river-museum", null), ("hill-museum", "card:validity card:subject"), ("city-library", null), ("city-library", "card:expiry"),
        ];
        var expected = new Dictionary<int, string>();
        for (var index = 0; index < callers.Length; index++) expected[index] = (await QueryAsync(callers[index])).Body;
        Assert.Equal(callers.Length, expected.Values.Distinct().Count());

        var wrong = 0;
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = TestContext.Current.CancellationToken };
        await Parallel.ForAsync(0, Requests, options, async (round, _) =>
        {
            var index = round % callers.Length;
            if ((await QueryAsync(callers[index])).Body != expected[index]) Interlocked.Increment(ref wrong);
        });
        Assert.Equal(0, wrong);

        Task<Answer> QueryAsync((string Client, string? Scope) caller) => gateway.QueryAsync(
            caller.Client, Query, new { number = Callers.ValidCard, purpose = Callers.Purpose(caller.Client) }, scope: caller.Scope);
    }
}
