using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PartnerApi.Core;
using PartnerApi.GraphQL.Engine;
using PartnerApi.GraphQL.Fields;
using PartnerApi.GraphQL.Plans;
using PartnerApi.Policy;

namespace PartnerApi.GraphQL.Tests;

/// <summary>When an operation has a plan, and how it ends.</summary>
// Independent of the store, so they run on one store only.
[Trait("Store", "Sqlite")]
public sealed class OperationPlansTests(SharedGateway shared)
{
    // Each of the eight variables doubles the number of combinations; a plan has at most nine fields.
    private const string Many =
        "{ viewer { client @skip(if: $a) partner @skip(if: $b) audience @skip(if: $c) scopes @skip(if: $d) purposes @skip(if: $e) benefits @skip(if: $f) agreementUntil @skip(if: $g) tokenExpiresAt @skip(if: $h) } }";

    [Fact]
    public async Task Engine_executes_the_first_use()
    {
        var plans = await PlansAsync("{ viewer { client } }");
        Assert.Null(plans.Find(null));
        Assert.NotNull(plans.Find(null));
    }

    [Fact]
    public async Task Combinations_fill_the_space_of_a_document_and_no_more()
    {
        var plans = await PlansAsync($"query({Declared("abcdefgh")}) {Many}");
        plans.Find(Values("abcdefgh", 0));
        var fields = Enumerable.Range(0, 256).Select(combination => plans.Find(Values("abcdefgh", combination))).OfType<ReadyPlan>()
            .Sum(ready => 1 + ready.Plan.Fields.Sum(field => field.Fields.Length));
        Assert.InRange(fields, 600, 609);
        Assert.NotNull(plans.Find(Values("abcdefgh", 0)));
        Assert.Null(plans.Find(Values("abcdefgh", 255)));
    }

    [Fact]
    public async Task Operation_with_more_conditions_has_no_plan()
    {
        var plans = await PlansAsync($"query({Declared("abcdefghi")}) {Many[..^1]} __typename @skip(if: $i) }}");
        Assert.Null(plans.Find(Values("abcdefghi", 0)));
        Assert.Null(plans.Find(Values("abcdefghi", 0)));
    }

    [Fact]
    public async Task Canceled_request_ends_before_the_next_field()
    {
        var plans = await PlansAsync("{ acceptances { purpose } viewer { client } }");
        plans.Find(null);
        using var disconnected = new CancellationTokenSource();
        await disconnected.CancelAsync();
        var failures = shared.Gateway.Services.GetRequiredService<FieldFailures>();
        var run = new PlanRun(plans.Find(null)!, new NoRequest(), new AnswerSize(1000), failures, "test", disconnected.Token);
        using var data = run.Data;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await run.RunAsync());
        Assert.Equal(1, data.Json.Length);
        Assert.Empty(run.Errors);
    }

    private static string Declared(string names) => string.Join(", ", names.Select(name => $"${name}: Boolean!"));

    private static JsonElement Values(string names, int bits) =>
        JsonSerializer.SerializeToElement(names.Select((name, index) => (name, index)).ToDictionary(one => one.name.ToString(), one => (bits >> one.index & 1) == 1));

    private async Task<OperationPlans> PlansAsync(string query)
    {
        var documents = shared.Gateway.Services.GetRequiredService<AudienceSchemas>().Find(Audiences.Find("bank")!)!.Documents;
        var (document, errors) = await documents.PrepareAsync($"{query} # {nameof(OperationPlansTests)}", TestContext.Current.CancellationToken);
        Assert.Empty(errors);
        return document!.Plans(document.Operation(null)!);
    }

    private sealed class NoRequest() : SchemaRequest(Audiences.All[0], Audiences.All[0].Scopes)
    {
        public override void AddRefused(string operation, IEnumerable<CardNumberInput> cards, ErrorCode refusal) => throw new NotSupportedException();
    }
}
