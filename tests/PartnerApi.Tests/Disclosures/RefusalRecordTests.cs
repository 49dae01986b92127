using Microsoft.Extensions.DependencyInjection;
using PartnerApi.Ledger;
using PartnerApi.Partners;
using PartnerApi.Policy;
using PartnerApi.Storage;

namespace PartnerApi.Tests.Disclosures;

/// <summary>Refusals are recorded with a count and without a card reference, and a client cannot fill the ledger with them.</summary>
[Trait("Store", "Either")]
public sealed class RefusalRecordTests : IAsyncLifetime
{
    // The sandbox has no cards with these numbers, and none of them rehearses a failure.
    private static readonly string[] Numbers = [.. Enumerable.Range(0, 100).Select(index => CardNumber.FromPayload(97_000_000_000_000 + index).Reveal())];

    private readonly OffsetClock clock = new();
    private RunningGateway gateway = null!;

    public async ValueTask InitializeAsync()
    {
        // The clock starts at half past, so that no hour ends during a test.
        var now = TimeProvider.System.GetUtcNow();
        clock.Set(now.AddMinutes(30 - now.Minute));
        gateway = await RunningGateway.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(clock));
    }

    public async ValueTask DisposeAsync() => await gateway.DisposeAsync();

    [Fact]
    public async Task Refused_request_makes_one_record_with_its_card_count_and_repeats_are_recorded_at_stop()
    {
        for (var request = 0; request < 20; request++) Assert.Equal(["PURPOSE_NOT_AGREED"], (await CardsAsync("MEMBERSHIP", [.. Numbers[1..], "1"])).Codes);
        AssertRefused(Assert.Single(Records()), "PURPOSE_NOT_AGREED", "MEMBERSHIP", "cards", 99);

        await gateway.RestartAsync();
        var records = Records();
        Assert.Equal(2, records.Count);
        AssertRefused(records[1], "PURPOSE_NOT_AGREED", "MEMBERSHIP", "cards", 19 * 99);
        Assert.NotEqual(records[0].Id, records[1].Id);
    }

    [Fact]
    public async Task First_refusal_of_each_kind_and_hour_is_recorded_at_once()
    {
        await CardsAsync("MEMBERSHIP", Numbers[..2]);
        await gateway.QueryCardAsync("harbor-bank", "valid", scope: "card:expiry");
        await gateway.QueryCardAsync("harbor-bank", "valid", scope: "card:expiry");
        Assert.Equal(2, Records().Count);
        AssertRefused(Records()[1], "FORBIDDEN", "-", "card", 1);

        clock.Set(clock.GetUtcNow().AddHours(1));
        await CardsAsync("MEMBERSHIP", Numbers[..2]);
        AssertRefused(Records()[2], "PURPOSE_NOT_AGREED", "MEMBERSHIP", "cards", 2);
    }

    [Fact]
    public async Task Request_of_a_suspended_partner_is_recorded_without_a_card()
    {
        await gateway.TokenAsync("hill-museum");
        await gateway.Services.GetRequiredService<GatewayWriter>().WriteAsync(
            context =>
            {
                context.Set<Client>().Single(client => client.Id == "hill-museum").Status = PartnerStatus.Suspended;
                context.RaiseDirectory();
            },
            TestContext.Current.CancellationToken);
        Assert.Equal(["AGREEMENT_NOT_ACTIVE"], (await gateway.QueryCardAsync("hill-museum", "valid")).Codes);
        AssertRefused(Assert.Single(Records()), "AGREEMENT_NOT_ACTIVE", "-", "-", 1);
    }

    [Fact]
    public void Counts_are_drained_after_their_hour_and_restored_when_recording_fails()
    {
        var refusals = new RefusalCounts();
        var hour = new DateTimeOffset(2031, 3, 14, 9, 0, 0, TimeSpan.Zero);
        var refusal = TestLedger.Record(TestLedger.FirstDay) with { Decision = "FORBIDDEN", Hour = hour, Count = 3 };
        Assert.True(refusals.TakeFirst(refusal));
        Assert.False(refusals.TakeFirst(refusal));
        Assert.False(refusals.TakeFirst(refusal));
        Assert.Empty(refusals.Drain(hour));

        Assert.Equal(6, Assert.Single(refusals.Drain(hour.AddHours(1))).Count);
        Assert.Empty(refusals.Drain(except: null));
        refusals.TakeBack(refusal);
        Assert.Equal(3, Assert.Single(refusals.Drain(except: null)).Count);

        // The clock was ahead and has been corrected.
        refusals.TakeBack(refusal);
        Assert.Equal(3, Assert.Single(refusals.Drain(hour.AddHours(-1))).Count);
    }

    private static void AssertRefused(DisclosureRecord record, string decision, string purpose, string operation, int count) => Assert.Equal(
        (decision, purpose, operation, "", null, null, count),
        (record.Decision, record.Purpose, record.Operation, record.Fields, record.Valid, record.Reference, record.Count));

    private List<DisclosureRecord> Records() => LedgerGateway.Records(gateway.Data);

    private Task<Answer> CardsAsync(string purpose, string[] numbers) => gateway.QueryAsync(
        "harbor-bank",
        "query($numbers: [CardNumber!]!, $purpose: Purpose!) { cards(numbers: $numbers, purpose: $purpose) { valid } }",
        new { numbers, purpose });
}
