using System.Text.Json.Nodes;
using PartnerApi.Explorer;

namespace PartnerApi.Tests.Explorer;

/// <summary>The example requests in <c>schema/operations</c>. They record redemptions, so they have a gateway of their own.</summary>
public sealed class ExampleOperationTests(SharedGateway own) : IClassFixture<SharedGateway>
{
    private const string Folder = "schema/operations/";

    private RunningGateway Gateway => own.Gateway;

    [Theory]
    [MemberData(nameof(Callers.All), MemberType = typeof(Callers))]
    public async Task Example_returns_data_without_errors(string client)
    {
        var audience = Callers.Audiences[client];

        // The first release is that of the cards in force before the first month.
        if (audience == "analyst") await Gateway.ReleaseAsync(2);
        var examples = ExampleOperations.All.Where(example => example.Audience == audience).ToList();
        Assert.InRange(examples.Count, 2, int.MaxValue);

        // Other examples need the id of a redemption, or its subject.
        var redemption = examples.SingleOrDefault(example => example.Query.Contains("redeemBenefit(", StringComparison.Ordinal)) is { } redeem
            ? await RunAsync(client, redeem, null)
            : null;
        foreach (var example in examples.Concat(ExampleOperations.All.Where(example => example.Audience == ExampleOperations.Everyone)))
            await RunAsync(client, example, redemption?["redeemBenefit"]!["redemption"]);
    }

    [Fact]
    public void Every_file_is_an_example_with_its_use_in_the_first_line()
    {
        var known = Callers.Audiences.Values.Append(ExampleOperations.Everyone).ToList();
        var files = Repository.Files.Where(file => file.StartsWith(Folder, StringComparison.Ordinal)).ToList();
        var queries = files.Where(file => file.EndsWith(".graphql", StringComparison.Ordinal)).ToList();
        Assert.Equal(queries.Select(Repository.Read).Order(StringComparer.Ordinal), ExampleOperations.All.Select(example => example.Query).Order(StringComparer.Ordinal));
        Repository.Holds(queries.Where(file => !Repository.Read(file).StartsWith("# ", StringComparison.Ordinal)));
        Repository.Holds(files.Where(file => !known.Contains(file[Folder.Length..].Split('/')[0])));
        Repository.Holds(files.Except(queries).Where(file => !queries.Contains(file.Replace(".variables.json", ".graphql", StringComparison.Ordinal))));
        Assert.All(ExampleOperations.All, example => Assert.Equal(example.Query.Contains('$', StringComparison.Ordinal), example.Variables.Length > 0));
    }

    [Fact]
    public void Examples_have_test_cards_only_in_the_sandbox()
    {
        Assert.Contains(Callers.ValidCard, ExampleOperations.Json(isSandbox: true), StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\d{16}", ExampleOperations.Json(isSandbox: false));
    }

    private async Task<JsonNode> RunAsync(string client, ExampleOperation example, JsonNode? redemption)
    {
        var variables = example.Variables.Length == 0 ? null : JsonNode.Parse(example.Variables)!.AsObject();
        if (variables?["subjects"] is { } subjects) subjects[0] = redemption!["subject"]!.DeepClone();
        if (variables?["input"]?["idempotencyKey"] is not null) variables["input"]!["idempotencyKey"] = MuseumGateway.NewKey();
        if (variables?["input"]?["redemption"] is not null) variables["input"]!["redemption"] = redemption!["id"]!.DeepClone();
        var answer = await Gateway.QueryAsync(client, example.Query, variables);
        Assert.True(answer.Codes.Count == 0, $"{example.Title}: {answer.Body}");
        var data = JsonNode.Parse(answer.Body)!["data"]!;
        Assert.All(data.AsObject(), field => Assert.NotNull(field.Value));
        return data;
    }
}
