using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PartnerApi.Clocks;
using PartnerApi.Ledger;
using PartnerApi.Redemptions;
using PartnerApi.Statistics;
using PartnerApi.Storage;

namespace PartnerApi.Tests.Clocks;

/// <summary>After a jump of the clock, nothing is destroyed, signed or released, even after a restart, until it is right again or confirmed.</summary>
public sealed class TrustedTimeTests
{
    private const string Card = "query($n: CardNumber!) { card(number: $n, purpose: ACCOUNT_OPENING) { valid } }";

    private static readonly TimeSpan Tolerance = TimeSpan.FromDays(7);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, true)]
    [InlineData(6, true)]
    [InlineData(-6, true)]
    [InlineData(8, false)]
    [InlineData(-8, false)]
    [InlineData(1100, false)]
    public async Task Clock_is_trusted_within_a_week_of_the_trusted_time(int days, bool expected)
    {
        var clock = new OffsetClock();
        await using var gateway = await StartAsync(clock);
        clock.Set(TimeProvider.System.GetUtcNow().AddDays(days));
        await gateway.RestartAsync();
        var trusted = gateway.Services.GetRequiredService<TrustedTime>();
        Assert.Equal(expected, trusted.Check());
        Assert.Equal(expected, trusted.Last.IsTrusted);

        // The trusted time never moves backward, and moves forward only while the clock is trusted.
        Assert.Equal(expected && days > 0 ? days : 0, (int)Math.Round((trusted.Read().Trusted!.Value - TimeProvider.System.GetUtcNow()).TotalDays));
        Assert.Equal(expected ? 0 : 1, Lines(gateway, "too far from the trusted time"));
    }

    [Fact]
    public async Task Clock_jump_of_three_years_expires_no_record_or_stored_response_and_releases_no_month()
    {
        var clock = new OffsetClock();
        await using var gateway = await StartAsync(clock, ("Statistics:FirstMonth", Analyst.First.ToString()));
        await QueryAsync(gateway);
        var redeemed = await gateway.QueryAsync(
            "river-museum",
            "mutation($i: RedeemBenefitInput!) { redeemBenefit(input: $i) { redeemed } }",
            new { i = new { card = "0000000000000195", purpose = "MEMBERSHIP", benefit = MuseumGateway.Benefit, idempotencyKey = "leap-of-three-years" } });
        Assert.True(redeemed.Data("redeemBenefit", "redeemed").GetBoolean(), redeemed.Body);
        var records = LedgerGateway.Records(gateway.Data).Count;

        clock.Set(TimeProvider.System.GetUtcNow().AddYears(3));
        await gateway.RestartAsync();
        Assert.Equal(0, await gateway.Services.GetRequiredService<IdempotencyKeyExpiry>().DeleteExpiredAsync(Cancel));
        Assert.NotEmpty(gateway.Rows<RedemptionKey>());
        Assert.Null(await gateway.Releases().ReleaseNextAsync(takesOver: false, Cancel));
        Assert.Equal(new ReleaseWait.ForTrustedClock(), gateway.Releases().Next().WaitsFor);

        // Requests are served and recorded.
        await QueryAsync(gateway);
        Assert.Equal(records + 1, LedgerGateway.Records(gateway.Data).Count);
        using var ready = await gateway.Http.GetAsync("/health/ready", Cancel);
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        Assert.Contains("clock", await ready.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);

        // After the operator confirms the clock, retention runs and everything else works again.
        var trusted = gateway.Services.GetRequiredService<TrustedTime>();
        await gateway.Services.GetRequiredService<GatewayWriter>().WriteAsync(trusted.Confirm, Cancel);
        Assert.Equal(1, await gateway.Services.GetRequiredService<IdempotencyKeyExpiry>().DeleteExpiredAsync(Cancel));
        Assert.NotNull(await gateway.Releases().ReleaseNextAsync(takesOver: false, Cancel));
        await gateway.RestartAsync();
        await Eventually.TrueAsync(() => LedgerGateway.Records(gateway.Data).Count <= 1);
        using var again = await gateway.Http.GetAsync("/health/ready", Cancel);
        Assert.DoesNotContain("clock", await again.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Corrected_clock_is_trusted_again()
    {
        var clock = new OffsetClock();
        await using var gateway = await StartAsync(clock);
        clock.Set(TimeProvider.System.GetUtcNow().AddYears(-5));
        Assert.False(gateway.Services.GetRequiredService<TrustedTime>().Check());
        clock.Set(TimeProvider.System.GetUtcNow());
        Assert.True(gateway.Services.GetRequiredService<TrustedTime>().Check());
    }

    [Fact]
    public async Task Imports_use_the_trusted_time_and_releases_fail_until_the_clock_is_confirmed()
    {
        using var made = new Installation();
        var installation = made.With(("Statistics:FirstMonth", "2026-01"), ("Statistics:ReleaseAfterDays", "0"));
        await installation.ImportAsync();
        var status = await StatusAsync(installation);
        Assert.True(status.GetProperty("isTrusted").GetBoolean());

        // Simulates a clock jump of three years.
        var before = TimeProvider.System.GetUtcNow().AddYears(-3).ToUnixTimeSeconds() / 3600 * 3600;
        TestDatabase.Execute(installation.Folder.Data, string.Create(CultureInfo.InvariantCulture, $"UPDATE TrustedTime SET At = {before}"));
        var refused = await installation.RunAsync("statistics", "release");
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("clock confirm", refused.Error, StringComparison.Ordinal);
        var untrusted = await installation.RunAsync("clock", "status");
        Assert.Equal(1, untrusted.ExitCode);
        Assert.Contains("not trusted", untrusted.Output, StringComparison.Ordinal);
        var report = await installation.RunAsync("disclosures", "report");
        Assert.Equal((1, ""), (report.ExitCode, report.Output));
        Assert.Contains("clock status", Assert.Single(report.ErrorLines), StringComparison.Ordinal);

        var confirmed = await installation.RunAsync("clock", "confirm");
        Assert.True(confirmed.ExitCode == 0, confirmed.Error);
        Assert.DoesNotContain("not trusted", confirmed.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await installation.RunAsync("statistics", "release")).ExitCode);
        Assert.Equal(0, (await installation.RunAsync("disclosures", "report")).ExitCode);
    }

    [Fact]
    public async Task Today_is_the_trusted_day_if_the_clock_is_not_trusted()
    {
        var clock = new OffsetClock();
        await using var gateway = await StartAsync(clock);
        var trusted = gateway.Services.GetRequiredService<TrustedTime>();
        var today = trusted.Today();
        clock.Set(TimeProvider.System.GetUtcNow().AddYears(3));
        Assert.Equal(today, trusted.Today());
    }

    [Fact]
    public async Task No_head_is_signed_while_the_clock_is_not_trusted()
    {
        var clock = new OffsetClock();
        await using var gateway = await StartAsync(clock);
        await QueryAsync(gateway);
        await PassAnHourAsync();
        Assert.Equal(1, Heads());

        clock.Set(clock.GetUtcNow().AddYears(3));
        await QueryAsync(gateway);
        await PassAnHourAsync();
        await gateway.RestartAsync();
        await QueryAsync(gateway);
        await PassAnHourAsync();
        Assert.Equal(1, Heads());

        await gateway.Services.GetRequiredService<GatewayWriter>().WriteAsync(gateway.Services.GetRequiredService<TrustedTime>().Confirm, Cancel);
        await PassAnHourAsync();
        Assert.Equal(2, Heads());

        async Task PassAnHourAsync()
        {
            clock.Set(clock.GetUtcNow().AddHours(1));
            await QueryAsync(gateway);
        }

        int Heads()
        {
            var folder = Path.Combine(gateway.Data, Segment.FolderName);
            return Segment.SignedIn(folder).Sum(segment => PublishedHeads.Of(folder, segment).Count);
        }
    }

    private static async Task<JsonElement> StatusAsync(Installation installation)
    {
        var result = await installation.RunAsync("clock", "status", "--json");
        Assert.True(result.ExitCode == 0, result.Error);
        return JsonDocument.Parse(result.Output).RootElement;
    }

    private static Task<RunningGateway> StartAsync(OffsetClock clock, params (string Name, string? Value)[] settings) => RunningGateway.StartAsync(
        builder => builder.Services.AddSingleton<TimeProvider>(clock),
        [("Clock:ToleranceDays", Tolerance.Days.ToString(CultureInfo.InvariantCulture)), .. settings]);

    private static async Task QueryAsync(RunningGateway gateway)
    {
        var answer = await gateway.QueryAsync("harbor-bank", Card, new { n = "0000000000000195" });
        Assert.Equal(JsonValueKind.True, answer.Data("card", "valid").ValueKind);
    }

    private static int Lines(RunningGateway gateway, string text) => gateway.Log.Text.Split('\n').Count(line => line.Contains(text, StringComparison.Ordinal));
}
