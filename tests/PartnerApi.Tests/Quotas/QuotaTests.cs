using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using PartnerApi.Core;
using PartnerApi.Ledger;
using PartnerApi.Policy;
using PartnerApi.Registry.Bulk;
using PartnerApi.Sealing;

namespace PartnerApi.Tests.Quotas;

/// <summary>Quotas over HTTP, with small limits.</summary>
[Trait("Store", "Either")]
public sealed class QuotaTests
{
    private const string Card = "query($number: CardNumber!) { card(number: $number, purpose: ACCOUNT_OPENING) { valid } }";
    private const string Cards = "query($numbers: [CardNumber!]!) { cards(numbers: $numbers, purpose: ACCOUNT_OPENING) { valid } }";
    private const string Member =
        "query($number: CardNumber!) { card(number: $number, purpose: MEMBERSHIP) { valid eligibility(benefit: \"river-museum-membership\") { eligible } } }";

    private const string Redeem = """
        mutation($key: String!) { redeemBenefit(input: {
            card: "0000000000000195", purpose: MEMBERSHIP, benefit: "river-museum-membership", idempotencyKey: $key }) { redeemed } }
        """;

    private const string Valid = "0000 0000 0000 0195";
    private const string NeverIssued = "0000 0000 0000 0680";

    [Fact]
    public async Task Card_quota_is_exact_for_64_concurrent_lookups()
    {
        await using var gateway = await StartAsync(("Quotas:CardsPerHour", "40"), ("Quotas:MissAfter", "1000"));
        await gateway.TokenAsync("harbor-bank");
        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(index => QueryAsync(gateway, Number(index))));
        Assert.Equal(40, answers.Count(answer => answer.Status == HttpStatusCode.OK));
        Assert.All(answers.Where(answer => answer.Status != HttpStatusCode.OK), answer =>
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, answer.Status);
            Assert.Equal(["QUOTA_EXCEEDED"], answer.Codes);
        });
    }

    [Fact]
    public async Task Over_the_quota_every_card_gets_the_same_error_with_the_seconds_to_wait()
    {
        await using var gateway = await StartAsync(("Quotas:CardsPerHour", "2"));
        Assert.Equal(HttpStatusCode.OK, (await QueryAsync(gateway, Valid)).Status);
        Assert.Equal(HttpStatusCode.OK, (await QueryAsync(gateway, Number(1))).Status);
        var refused = new[] { await QueryAsync(gateway, Valid), await QueryAsync(gateway, NeverIssued), await QueryAsync(gateway, Number(2)) };
        Assert.All(refused, answer =>
        {
            Assert.Equal(["QUOTA_EXCEEDED"], answer.Codes);
            var seconds = int.Parse(answer.Headers.Single(header => header.Key == "Retry-After").Value, CultureInfo.InvariantCulture);
            Assert.InRange(seconds, 1, 3600);
            Assert.Equal(seconds, answer.Json.GetProperty("errors")[0].GetProperty("extensions").GetProperty("retryAfter").GetInt32());
        });
        Assert.Single(refused.Select(answer => answer.Body.Replace(Wait(answer), "?", StringComparison.Ordinal)).Distinct());
    }

    [Fact]
    public async Task Aliases_and_batches_count_each_card_once_and_only_cards_over_the_quota_are_rejected()
    {
        await using var gateway = await StartAsync(("Quotas:CardsPerHour", "3"));
        var numbers = new[] { Valid, Number(1), Valid, Number(2), Number(3) };
        var answer = await gateway.QueryAsync("harbor-bank", Cards, new { numbers });
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(["QUOTA_EXCEEDED"], answer.Codes);
        Assert.True(answer.Data("cards", 0, "valid").GetBoolean());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, answer.Data("cards", 4).ValueKind);
    }

    [Fact]
    public async Task Quota_survives_a_restart_and_is_separate_for_each_partner()
    {
        await using var gateway = await StartAsync(("Quotas:CardsPerHour", "2"));
        await QueryAsync(gateway, Valid);
        await QueryAsync(gateway, Number(1));
        await gateway.RestartAsync();
        Assert.Equal(["QUOTA_EXCEEDED"], (await QueryAsync(gateway, Valid)).Codes);
        Assert.Empty((await gateway.QueryAsync("river-museum", Member, new { number = Valid })).Codes);
    }

    [Fact]
    public async Task Too_many_invalid_cards_raise_an_alarm_that_is_logged_and_survives_a_restart()
    {
        await using var gateway = await StartAsync(("Quotas:MissAfter", "10"));
        for (var count = 0; count < 9; count++) Assert.Empty((await QueryAsync(gateway, Number(count))).Codes);
        Assert.Equal(["QUOTA_EXCEEDED"], (await QueryAsync(gateway, Number(9))).Codes);
        Assert.Equal(["QUOTA_EXCEEDED"], (await QueryAsync(gateway, Valid)).Codes);
        Assert.Contains("Partner harbor-bank (client harbor-bank) looks up too many cards", gateway.Log.Text, StringComparison.Ordinal);
        await gateway.RestartAsync();
        Assert.Equal(["QUOTA_EXCEEDED"], (await QueryAsync(gateway, Valid)).Codes);
        var viewer = await gateway.QueryAsync("harbor-bank", "{ viewer { quota { suspendedUntil } } }");
        Assert.EndsWith("Z", viewer.Data("viewer", "quota", "suspendedUntil").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Members_with_expired_cards_are_not_restored_as_misses()
    {
        await using var gateway = await StartAsync(("Quotas:MissAfter", "5"));
        var clock = gateway.Services.GetRequiredService<CityClock>();
        await gateway.Services.GetRequiredService<LedgerAppender>().AppendAsync([.. Enumerable.Range(1, 20).Select(card => new DisclosureRecord(
            RandomIds.Next(), clock.Hour, "harbor-bank", "harbor-bank", DisclosureRecord.None, "subjects", DisclosureRecord.Permit, false, "valid", (UInt128)card))]);
        await gateway.RestartAsync();
        Assert.Empty((await QueryAsync(gateway, Valid)).Codes);
        var viewer = await gateway.QueryAsync("harbor-bank", "{ viewer { quota { cardsLeftToday } } }");
        Assert.Equal(25_000 - 21, viewer.Data("viewer", "quota", "cardsLeftToday").GetInt32());
    }

    [Theory]
    [InlineData("99999999999999999999")]
    [InlineData("999999999999999999")]
    [InlineData("-1")]
    [InlineData("two\tcolumns")]
    public async Task Malformed_line_stops_neither_the_host_nor_its_startup(string fields)
    {
        await using var gateway = await StartAsync();
        var clock = gateway.Services.GetRequiredService<CityClock>();
        await gateway.Services.GetRequiredService<LedgerAppender>().AppendAsync(new DisclosureRecord(
            RandomIds.Next(), clock.Hour, "harbor-bank", "harbor-bank", DisclosureRecord.None, DisclosureRecord.None, LedgerEntry.Alarm, null, fields, null));
        await gateway.RestartAsync();
        Assert.Empty((await QueryAsync(gateway, Valid)).Codes);
        Assert.Contains("has a malformed line", gateway.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unreadable_segment_stops_neither_startup_nor_the_counting_of_others()
    {
        await using var gateway = await StartAsync(("Quotas:CardsPerHour", "1"));
        await QueryAsync(gateway, Valid);
        var folder = Path.Combine(gateway.Data, Segment.FolderName);
        var today = gateway.Services.GetRequiredService<CityClock>().Today;
        File.CreateSymbolicLink(new Segment(today, 7, 1).FileIn(folder), "/proc/self/mem");
        await File.WriteAllTextAsync(new Segment(today, 8, 1).FileIn(folder), new string('x', 17 << 20), TestContext.Current.CancellationToken);
        await gateway.RestartAsync();
        Assert.Equal(["QUOTA_EXCEEDED"], (await QueryAsync(gateway, Number(1))).Codes);
        foreach (var writer in (int[])[7, 8])
            Assert.Contains($"segment {new Segment(today, writer, 1).Name} cannot be read", gateway.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redemption_counts_as_an_eligibility_check_and_its_repetition_does_not()
    {
        await using var gateway = await StartAsync(("Quotas:EligibilityPerCard", "2"));
        Assert.Empty((await RedeemAsync(gateway, "one")).Codes);
        await gateway.RestartAsync();
        Assert.Empty((await RedeemAsync(gateway, "two")).Codes);
        Assert.Equal(["QUOTA_EXCEEDED"], (await RedeemAsync(gateway, "three")).Codes);
        Assert.Empty((await RedeemAsync(gateway, "one")).Codes);
        await gateway.RestartAsync();
        Assert.Equal(["QUOTA_EXCEEDED"], (await RedeemAsync(gateway, "four")).Codes);
    }

    [Fact]
    public async Task Eligibility_checks_of_one_card_are_limited_for_a_day_across_aliases_and_restarts()
    {
        await using var gateway = await StartAsync(("Quotas:EligibilityPerCard", "3"));
        const string twice = """
            query($number: CardNumber!) { card(number: $number, purpose: MEMBERSHIP) {
                a: eligibility(benefit: "river-museum-membership") { eligible } b: eligibility(benefit: "river-museum-membership") { eligible } } }
            """;
        Assert.Empty((await gateway.QueryAsync("river-museum", twice, new { number = Valid })).Codes);
        await gateway.RestartAsync();
        var second = await gateway.QueryAsync("river-museum", twice, new { number = Valid });
        Assert.Equal(["QUOTA_EXCEEDED"], second.Codes);
        Assert.True(second.Data("card", "a", "eligible").GetBoolean());
        Assert.Empty((await gateway.QueryAsync("river-museum", Member, new { number = NeverIssued })).Codes);
    }

    [Fact]
    public async Task Number_that_is_issued_later_in_the_day_and_is_not_valid_counts_once()
    {
        await using var gateway = await StartAsync();
        await QueryAsync(gateway, NeverIssued);
        var before = await LeftAsync(gateway);
        Assert.True(CardNumber.TryParse(NeverIssued, out var number));
        var line = TestLines.Lines(1).Single() with { Number = number, State = CardState.Revoked };
        gateway.Services.GetRequiredService<CardBulkWriter>().Write([line]);
        Assert.Equal("REVOKED", (await gateway.QueryCardAsync("card-registrar", "status", number: NeverIssued)).Data("card", "status").GetString());
        Assert.False((await QueryAsync(gateway, NeverIssued)).Data("card", "valid").GetBoolean());
        Assert.Equal(before, await LeftAsync(gateway));

        // The same applies to a process that restored it from the ledger.
        await gateway.RestartAsync();
        Assert.Equal(before, await LeftAsync(gateway));
        Assert.False((await QueryAsync(gateway, NeverIssued)).Data("card", "valid").GetBoolean());
        Assert.Equal(before, await LeftAsync(gateway));

        static async Task<string> LeftAsync(RunningGateway gateway) =>
            (await gateway.QueryAsync("harbor-bank", "{ viewer { quota { cardsLeftThisHour cardsLeftToday } } }")).Data("viewer", "quota").GetRawText();
    }

    [Fact]
    public async Task Viewer_shows_the_remaining_quota()
    {
        await using var gateway = await StartAsync(("Quotas:CardsPerHour", "5"), ("Quotas:CardsPerDay", "9"));
        await QueryAsync(gateway, Valid);
        await QueryAsync(gateway, Valid);
        var viewer = await gateway.QueryAsync("harbor-bank", "{ viewer { quota { cardsLeftThisHour hourEndsAt cardsLeftToday dayEndsAt suspendedUntil } } }");
        Assert.Equal(4, viewer.Data("viewer", "quota", "cardsLeftThisHour").GetInt32());
        Assert.Equal(8, viewer.Data("viewer", "quota", "cardsLeftToday").GetInt32());
    }

    [Fact]
    public async Task Two_processes_on_one_data_folder_share_the_quota()
    {
        await using var gateway = await StartAsync(("Quotas:CardsPerHour", "3"));
        await QueryAsync(gateway, Valid);
        await QueryAsync(gateway, Number(1));
        await using var other = await gateway.StartBesideAsync();
        Assert.Empty((await QueryAsync(other, Number(2))).Codes);
        Assert.Equal(["QUOTA_EXCEEDED"], (await QueryAsync(other, Valid)).Codes);

        // The first process catches up within a second.
        var until = TimeProvider.System.GetTimestamp();
        Answer answer;
        do answer = await QueryAsync(gateway, Valid);
        while (answer.Codes.Count == 0 && TimeProvider.System.GetElapsedTime(until) < TimeSpan.FromSeconds(30));
        Assert.Equal(["QUOTA_EXCEEDED"], answer.Codes);
    }

    private static Task<RunningGateway> StartAsync(params (string, string?)[] settings) => RunningGateway.StartAsync(null, settings);

    private static Task<Answer> QueryAsync(RunningGateway gateway, string number) => gateway.QueryAsync("harbor-bank", Card, new { number });

    private static Task<Answer> RedeemAsync(RunningGateway gateway, string key) => gateway.QueryAsync("river-museum", Redeem, new { key });

    // Unknown numbers.
    private static string Number(int index) => CardNumber.FromPayload(99_000_000_000_000 + index).Reveal();

    private static string Wait(Answer answer) => answer.Headers.Single(header => header.Key == "Retry-After").Value;
}
