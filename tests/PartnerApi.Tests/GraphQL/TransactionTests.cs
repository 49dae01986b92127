using System.ComponentModel;
using PartnerApi.GraphQL;
using PartnerApi.Requests;

namespace PartnerApi.Tests.GraphQL;

/// <summary>On PostgreSQL, a query begins a transaction of its own only for fields that read more than cards, and before it resolves them.</summary>
[Collection(nameof(ProbeGateway))]
public sealed class TransactionTests(ProbeGateway probes)
{
    private readonly RunningGateway gateway = probes.Gateway;

    [Trait("Store", "PostgreSql")]
    [Theory]
    [InlineData("{ hasTransaction }", false)]
    [InlineData("{ hasTransaction readsStore }", true)]
    [InlineData("{ hasTransaction ... on Query { renamed: readsStore } }", true)]
    [InlineData("{ hasTransaction ...Reads } fragment Reads on Query { readsStore }", true)]
    public async Task Query_begins_a_transaction_if_a_field_needs_it(string query, bool expected)
    {
        // The second request finds the prepared document.
        for (var request = 0; request < 2; request++)
            Assert.Equal(expected, (await gateway.QueryAsync("harbor-bank", query)).Data("hasTransaction").GetBoolean());
    }

    [Fact]
    public async Task Mutation_begins_no_transaction_for_a_query_of_its_document()
    {
        ProbeMutations.Clear();
        const string document = "query Reads { readsStore } mutation Notes { note(input: {text: \"1\"}) { texts } }";
        Assert.True((await gateway.QueryAsync("harbor-bank", document, operationName: "Reads")).Data("readsStore").GetBoolean());
        Assert.Single((await gateway.QueryAsync("harbor-bank", document, operationName: "Notes")).Data("note", "texts").EnumerateArray());
    }
}

/// <summary>Fields for tests only, which show the request's session.</summary>
[QueryFields]
internal static class SessionQueries
{
    [OpenToEveryCaller]
    [Description("Whether the request has a transaction of its own.")]
    public static bool? HasTransaction(GatewayRequest request) => request.Session.HasTransaction;
}

/// <summary>A field for tests only that is declared to read more than cards.</summary>
[QueryFields]
[ReadsStore]
internal static class StoreQueries
{
    [OpenToEveryCaller]
    [Description("Whether the request had a transaction of its own before this field was resolved.")]
    public static bool? ReadsStore(GatewayRequest request) => request.Session.HasTransaction;
}
