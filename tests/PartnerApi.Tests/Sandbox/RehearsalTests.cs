using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using PartnerApi.Disclosures;
using PartnerApi.GraphQL;
using PartnerApi.Partners;
using PartnerApi.Requests;
using PartnerApi.Sandbox;
using PartnerApi.Storage;

namespace PartnerApi.Tests.Sandbox;

/// <summary>A rehearsal number fails as the page "The sandbox" documents, and a request without one is not affected.</summary>
public sealed class RehearsalTests : IAsyncLifetime
{
    private const string Slow = "0000 0000 0000 2135";
    private const string Outage = "0000 0000 0000 2232";
    private const string Lost = "0000 0000 0000 2329";

    private readonly ManualClock clock = new() { Skipped = Rehearsals.Wait };
    private RunningGateway gateway = null!;

    public async ValueTask InitializeAsync() => gateway = await RunningGateway.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(clock));

    public async ValueTask DisposeAsync() => await gateway.DisposeAsync();

    [Fact]
    public void Documented_numbers_are_those_of_the_program()
    {
        const string marker = "<!-- rehearsals: a test holds this table to the program -->";
        var page = Repository.Read("src/PartnerApi/Site/Content/integrate/sandbox.md");
        var rows = page.Split(marker)[1].Split('\n').Skip(3).TakeWhile(line => line.StartsWith('|')).ToList();
        Assert.Equal(
            Rehearsals.Numbers.Keys.Select(number => number.Reveal()).Order(StringComparer.Ordinal),
            rows.Select(row => row.Split('`')[1].Replace(" ", "", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"waits {Rehearsals.Wait.TotalSeconds:N0} seconds"), page, StringComparison.Ordinal);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"After {Rehearsals.Memory.TotalMinutes:N0} minutes"), page, StringComparison.Ordinal);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"At most {Rehearsals.MostWaiting} requests"), page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Slow_number_waits_and_is_then_answered()
    {
        Assert.True((await CardAsync("0000 0000 0000 0195")).Data("card", "valid").GetBoolean());
        Assert.DoesNotContain(Rehearsals.Wait, clock.Waits);
        Assert.True((await CardAsync(Slow)).Data("card", "valid").GetBoolean());
        Assert.Contains(Rehearsals.Wait, clock.Waits);
    }

    // On PostgreSQL, such a request begins twice.
    [Fact]
    public async Task Rehearsal_happens_once_when_partners_have_just_changed()
    {
        await RaiseDirectoryAsync();
        Assert.True((await CardAsync(Slow)).Data("card", "valid").GetBoolean());
        Assert.Single(clock.Waits, wait => wait == Rehearsals.Wait);

        await RaiseDirectoryAsync();
        await RefusedAsync(Lost);
        Assert.True((await CardAsync(Lost)).Data("card", "valid").GetBoolean());

        Task RaiseDirectoryAsync() => gateway.Services.GetRequiredService<GatewayWriter>().WriteAsync(
            context => context.Find<Generation>(DirectoryGeneration.Name)!.Value++, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Wait_ends_when_the_caller_leaves()
    {
        var rehearsals = new Rehearsals(new ManualClock());
        using var caller = new CancellationTokenSource();
        var wait = rehearsals.WaitAsync(caller.Token);
        Assert.Equal(1, rehearsals.Waiting);
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
        Assert.Equal(0, rehearsals.Waiting);
    }

    [Fact]
    public async Task Request_beyond_the_most_waiting_ones_does_not_wait()
    {
        var rehearsals = new Rehearsals(new ManualClock());
        using var callers = new CancellationTokenSource();
        var waits = Enumerable.Range(0, Rehearsals.MostWaiting).Select(_ => rehearsals.WaitAsync(callers.Token)).ToList();
        await rehearsals.WaitAsync(CancellationToken.None);
        Assert.All(waits, wait => Assert.False(wait.IsCompleted));
        await callers.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(waits));
    }

    [Theory]
    [InlineData(Outage)]
    [InlineData("0000-0000-0000-2232")]
    [InlineData("0000000000002232")]
    public async Task First_request_of_each_partner_meets_the_outage_until_it_is_forgotten(string number)
    {
        await RefusedAsync(number);
        await RefusedAsync(number, "card-registrar");
        Assert.True((await CardAsync(Outage)).Data("card", "valid").GetBoolean());
        clock.Advance(Rehearsals.Memory);
        await RefusedAsync(number);
    }

    [Fact]
    public async Task Outage_responds_like_the_gateway_and_records_nothing()
    {
        var rehearsed = await RefusedAsync(Outage);
        Assert.Equal("2", rehearsed.Headers.Single(header => header.Key == "Retry-After").Value);
        Assert.Equal(
            """{"errors":[{"message":"The gateway cannot answer now: the database is unavailable.","extensions":{"code":"UNAVAILABLE"}}]}""", rehearsed.Body);
        Assert.DoesNotContain("ACCOUNT_OPENING", await LedgerAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Number_in_the_document_is_found()
    {
        var answer = await gateway.QueryAsync("harbor-bank", $$"""{ card(number: "{{Outage}}", purpose: ACCOUNT_OPENING) { valid } }""");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
    }

    [Fact]
    public async Task Caller_without_a_token_meets_no_rehearsal()
    {
        Assert.Equal(HttpStatusCode.Unauthorized, (await gateway.SendAsync(null, $$$"""{"query":"{ viewer { id } }","variables":{"n":"{{{Outage}}}"}}""")).Status);
        await RefusedAsync(Outage);
    }

    [Fact]
    public async Task Lost_response_follows_the_redemption_and_the_retry_gets_its_stored_result()
    {
        var lost = await RedeemAsync("lost-key");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "UNAVAILABLE"), (lost.Status, Assert.Single(lost.Codes)));
        var listed = await gateway.QueryAsync("river-museum", "{ redemptions(first: 5) { edges { node { id } } } }");
        var id = Assert.Single(listed.Data("redemptions", "edges").EnumerateArray()).GetProperty("node").GetProperty("id").GetString();
        var retried = await RedeemAsync("lost-key");
        Assert.True(retried.Data("redeemBenefit", "redeemed").GetBoolean());
        Assert.Equal(id, retried.Data("redeemBenefit", "redemption", "id").GetString());
    }

    [Fact]
    public async Task Number_is_found_across_reads_and_other_digits_are_not()
    {
        var text = "{\"n\":\"10000-0000 0000 2135\"}";
        for (var length = 1; length <= text.Length; length++)
        {
            Assert.Equal(Rehearsal.Slow, await ScanAsync(text, length));
            Assert.Null(await ScanAsync(text.Replace("2135", "213 x5", StringComparison.Ordinal), length));
        }
    }

    [Fact]
    public async Task Production_has_no_rehearsals()
    {
        await using var production = await TokenGateway.StartAsync();
        Assert.Null(production.Services.GetService<Rehearsals>());
        Assert.IsType<RequestAdmission>(production.Services.GetRequiredService<IRequestAdmission>());
        Assert.IsType<DisclosureLog>(production.Services.GetRequiredService<IDisclosureRecorder>());
    }

    private static async Task<Rehearsal?> ScanAsync(string text, int length)
    {
        await using var body = new ScannedBody(new MemoryStream(Encoding.ASCII.GetBytes(text)));
        var buffer = new byte[length];
        while (await body.ReadAsync(buffer, TestContext.Current.CancellationToken) > 0)
        {
        }
        return body.Found;
    }

    private async Task<Answer> RefusedAsync(string number, string client = "harbor-bank")
    {
        var answer = await CardAsync(number, client);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "UNAVAILABLE"), (answer.Status, Assert.Single(answer.Codes)));
        return answer;
    }

    private Task<Answer> CardAsync(string number, string client = "harbor-bank") => gateway.QueryCardAsync(client, "valid", number: number);

    private Task<Answer> RedeemAsync(string idempotencyKey) => gateway.QueryAsync(
        "river-museum",
        "mutation($input: RedeemBenefitInput!) { redeemBenefit(input: $input) { redeemed redemption { id } } }",
        new { input = new { card = Lost, purpose = "MEMBERSHIP", benefit = MuseumGateway.Benefit, idempotencyKey } });

    private async Task<string> LedgerAsync()
    {
        var text = new StringBuilder();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(gateway.Data, "disclosures"), "*.log"))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream);
            text.Append(await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
        }
        return text.ToString();
    }
}
