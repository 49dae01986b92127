using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using PartnerApi.Identity.Attempts;

namespace PartnerApi.Identity.Tests;

/// <summary>Guessing reveals no names, is soon throttled, and locks no other user out.</summary>
// Independent of the store, so they run on one store only.
[Trait("Store", "Sqlite")]
public sealed class AttemptThrottleTests
{
    private static readonly AttemptSettings Settings = new();
    private static readonly SourceAddress Home = Address("198.51.100.7");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Unknown_name_and_wrong_password_get_the_same_responses_and_throttling()
    {
        var clock = new ManualClock();
        await using var gateway = await TokenGateway.StartAsync(services: services => services.AddSingleton<TimeProvider>(clock));
        await SignInFlow.PrepareAsync(gateway);
        var flow = new SignInFlow(gateway);

        var (known, unknown) = (new List<string>(), new List<string>());
        for (var attempt = 0; attempt <= Settings.OfNameFromAddress; attempt++)
        {
            known.Add(await TryAsync(flow, SignInFlow.Account, "wrong-wrong-wrong"));
            unknown.Add(await TryAsync(flow, "bob", "wrong-wrong-wrong"));
        }
        Assert.Equal(known, unknown);
        Assert.StartsWith("Forbidden", known[0], StringComparison.Ordinal);
        Assert.StartsWith("TooManyRequests 300 ", known[^1], StringComparison.Ordinal);
        Assert.StartsWith("TooManyRequests 300 ", await TryAsync(flow, SignInFlow.Account, SignInFlow.Password), StringComparison.Ordinal);

        clock.Advance(AttemptThrottle.Window);
        await flow.CodeAsync();
    }

    [Fact]
    public async Task Correct_password_does_not_count()
    {
        await using var gateway = await TokenGateway.StartAsync();
        await SignInFlow.PrepareAsync(gateway);
        var flow = new SignInFlow(gateway);
        for (var attempt = 0; attempt < Settings.OfNameFromAddress + 2; attempt++) await flow.CodeAsync();
    }

    [Fact]
    public void Failures_from_one_address_affect_no_other_and_end_with_the_window()
    {
        var clock = new ManualClock();
        using var throttle = Throttle(clock);
        Assert.Null(throttle.Take("ana", Address("203.0.113.1")).Wait);
        clock.Advance(TimeSpan.FromSeconds(60));
        for (var attempt = 1; attempt < Settings.OfNameFromAddress; attempt++) Assert.Null(throttle.Take("ana", Address("203.0.113.1")).Wait);
        Assert.Equal(TimeSpan.FromSeconds(240), throttle.Take("ana", Address("203.0.113.1")).Wait);
        Assert.Null(throttle.Take("ana", Home).Wait);
        Assert.Null(throttle.Take("bob", Address("203.0.113.1")).Wait);

        for (var attempt = Settings.OfNameFromAddress + 1; attempt < Settings.FromAddress; attempt++) Assert.Null(throttle.Take($"guess-{attempt}", Address("203.0.113.1")).Wait);
        Assert.NotNull(throttle.Take("carol", Address("203.0.113.1")).Wait);
        Assert.Null(throttle.Take("carol", Home).Wait);

        var taken = throttle.Take("ana", Home);
        throttle.End("ana", Address("203.0.113.1"), taken, isWrong: false);
        var last = throttle.Take("ana", Address("203.0.113.1"));
        Assert.Null(last.Wait);

        // An attempt from the previous window restores nothing in this one, and counts here if it failed.
        clock.Advance(TimeSpan.FromSeconds(240));
        for (var attempt = 0; attempt < Settings.OfNameFromAddress; attempt++) Assert.Null(throttle.Take("ana", Address("203.0.113.1")).Wait);
        throttle.End("ana", Address("203.0.113.1"), last, isWrong: false);
        Assert.NotNull(throttle.Take("ana", Address("203.0.113.1")).Wait);
        for (var attempt = 1; attempt < Settings.OfNameFromAddress; attempt++) Assert.Null(throttle.Take("ana", Home).Wait);
        throttle.End("ana", Home, taken, isWrong: true);
        Assert.NotNull(throttle.Take("ana", Home).Wait);
    }

    [Fact]
    public void Many_failures_of_one_name_delay_only_unknown_addresses()
    {
        var clock = new ManualClock();
        using var throttle = Throttle(clock);
        throttle.Remember("ana", Home);
        for (var attempt = 0; attempt < Settings.OfName; attempt++)
            Assert.Equal(TimeSpan.Zero, throttle.Take("ana", new SourceAddress((UInt128)attempt)).Delay);

        Assert.Equal((null, TimeSpan.FromSeconds(Settings.DelaySeconds)), Verdict(throttle.Take("ana", Address("203.0.113.9"))));
        Assert.Equal((null, TimeSpan.Zero), Verdict(throttle.Take("ana", Home)));
        Assert.Equal((null, TimeSpan.Zero), Verdict(throttle.Take("bob", Address("203.0.113.9"))));

        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(TimeSpan.Zero, throttle.Take("ana", Address("203.0.113.10")).Delay);
    }

    [Fact]
    public async Task Burst_is_logged_when_its_window_ends_without_another_attempt()
    {
        var clock = new ManualClock();
        await using var gateway = await TokenGateway.StartAsync(services: services => services.AddSingleton<TimeProvider>(clock));
        await SignInFlow.PrepareAsync(gateway);
        var flow = new SignInFlow(gateway);
        await flow.CodeAsync();
        for (var attempt = 0; attempt < 3; attempt++) await TryAsync(flow, SignInFlow.Account, "wrong-wrong-wrong");
        using (await gateway.RequestTokenAsync(new() { ["client_id"] = TokenGateway.Bank, ["client_secret"] = "wrong-wrong-wrong-wrong" }))
        {
        }
        Assert.DoesNotContain("within five minutes", gateway.Log.Text, StringComparison.Ordinal);

        // A failure is counted after its response is sent, and opens a window.
        await Eventually.TrueAsync(() => clock.Waits.Count(wait => wait == AttemptThrottle.Window) >= 2);
        clock.Advance(AttemptThrottle.Window);
        Assert.Single(Lines(gateway.Log), "Information PartnerApi.Identity.Attempts.AttemptThrottle: Sign-ins: 3 attempts failed within five minutes. ");
        Assert.Single(Lines(gateway.Log), "Information PartnerApi.Identity.Attempts.AttemptThrottle: Client secrets: 1 attempt failed within five minutes. ");

        // No attempt has failed since, so nothing is logged.
        clock.Advance(AttemptThrottle.Window);
        Assert.Equal(2, Lines(gateway.Log).Count(line => line.Contains("within five minutes", StringComparison.Ordinal)));
    }

    [Fact]
    public void Timer_runs_only_while_a_window_is_open_and_never_ends_it_early()
    {
        var clock = new ManualClock();
        using var log = new CollectedLog();
        using var throttle = new AttemptThrottle("Tests", Settings, clock, new LoggerFactory([log]).CreateLogger<AttemptThrottle>());
        Assert.Equal(0, clock.Held);
        throttle.Fail("ana", Home);
        clock.FireEarly();
        Assert.Equal((1, ""), (clock.Held, log.Text));
        clock.Advance(AttemptThrottle.Window);
        Assert.Single(Lines(log), "Information PartnerApi.Identity.Attempts.AttemptThrottle: Tests: 1 attempt failed within five minutes. ");
        Assert.Equal(0, clock.Held);
        throttle.Fail("ana", Home);
        Assert.Equal(1, clock.Held);
    }

    [Fact]
    public void Disposal_logs_an_open_burst_without_attempts_in_progress()
    {
        using var log = new CollectedLog();
        using (var throttle = new AttemptThrottle("Tests", Settings, new ManualClock(), new LoggerFactory([log]).CreateLogger<AttemptThrottle>()))
        {
            throttle.End("ana", Home, throttle.Take("ana", Home), isWrong: true);
            throttle.Fail("bob", Home);
            throttle.Take("carol", Home);
        }
        Assert.Single(Lines(log), "Information PartnerApi.Identity.Attempts.AttemptThrottle: Tests: 2 attempts failed within five minutes. ");
    }

    [Theory]
    [InlineData(365)]
    [InlineData(-365)]
    public void Clock_change_and_its_reversal_lock_nobody_out_and_forget_no_failure(int days)
    {
        var clock = new ManualClock();
        using var throttle = Throttle(clock);
        for (var attempt = 0; attempt < Settings.OfNameFromAddress; attempt++) throttle.Take("ana", Home);
        clock.Leap(TimeSpan.FromDays(days));
        Assert.Equal(AttemptThrottle.Window, throttle.Take("ana", Home).Wait);
        clock.Advance(TimeSpan.FromMinutes(1));
        clock.Leap(TimeSpan.FromDays(-days));
        Assert.Equal(TimeSpan.FromMinutes(4), throttle.Take("ana", Home).Wait);
        clock.Advance(TimeSpan.FromMinutes(4));
        Assert.Null(throttle.Take("ana", Home).Wait);
    }

    [Fact]
    public void Settings_limit_the_remembered_failures_and_addresses()
    {
        using var log = new CollectedLog();
        var settings = new AttemptSettings { Remembered = 2, KnownAddresses = 1, OfName = 1 };
        using var throttle = new AttemptThrottle("Tests", settings, new ManualClock(), new LoggerFactory([log]).CreateLogger<AttemptThrottle>());
        for (var address = 0; address < 10; address++) throttle.Fail("ana", new SourceAddress((UInt128)address));
        for (var attempt = 0; attempt < 10; attempt++) throttle.Fail("ana", new SourceAddress(0));
        Assert.NotNull(throttle.Check("ana", new SourceAddress(0)).Wait);
        for (var attempt = 0; attempt < 10; attempt++) throttle.Fail("ana", new SourceAddress(9));
        Assert.Null(throttle.Check("ana", new SourceAddress(9)).Wait);
        Assert.Single(Lines(log), line => line.Contains("failures of 2 names and addresses are counted", StringComparison.Ordinal));

        throttle.Remember("ana", new SourceAddress(20));
        Assert.Equal(TimeSpan.Zero, throttle.Check("ana", new SourceAddress(20)).Delay);
        throttle.Remember("ana", new SourceAddress(21));
        Assert.NotEqual(TimeSpan.Zero, throttle.Check("ana", new SourceAddress(20)).Delay);
    }

    [Fact]
    public async Task Delayed_sign_in_waits_and_succeeds()
    {
        var clock = new ManualClock { Skipped = TimeSpan.FromSeconds(17) };
        await using var gateway = await TokenGateway.StartAsync(
            new() { ["Attempts:OfName"] = "1", ["Attempts:DelaySeconds"] = "17" }, services => services.AddSingleton<TimeProvider>(clock));
        await SignInFlow.PrepareAsync(gateway);
        var flow = new SignInFlow(gateway);
        await TryAsync(flow, SignInFlow.Account, "wrong-wrong-wrong");
        Assert.DoesNotContain(TimeSpan.FromSeconds(17), clock.Waits);
        await flow.CodeAsync();
        Assert.Contains(TimeSpan.FromSeconds(17), clock.Waits);
    }

    [Theory]
    [InlineData("203.0.113.1", "::ffff:203.0.113.1", true)]
    [InlineData("203.0.113.1", "203.0.113.2", false)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:1:ffff:ffff:ffff:ffff", true)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:2::1", false)]
    public void Source_is_an_IPv4_address_or_an_IPv6_network_of_64_bits(string one, string other, bool same) =>
        Assert.Equal(same, Address(one) == Address(other));

    private static (TimeSpan? Wait, TimeSpan Delay) Verdict(AttemptVerdict verdict) => (verdict.Wait, verdict.Delay);

    private static string[] Lines(CollectedLog log) => log.Text.Split('\n');

    private static AttemptThrottle Throttle(TimeProvider clock) => new("Tests", Settings, clock, NullLogger<AttemptThrottle>.Instance);

    private static SourceAddress Address(string text) => SourceAddress.Of(IPAddress.Parse(text));

    /// <summary>The visible response, without the submitted name.</summary>
    private static async Task<string> TryAsync(SignInFlow flow, string name, string password)
    {
        using var response = await flow.PostAsync(name, password);
        var headers = response.Headers.Concat(response.Content.Headers).Select(header => header.Key).Order(StringComparer.Ordinal);
        var body = (await response.Content.ReadAsStringAsync(Cancel)).Replace($"value=\"{name}\"", "", StringComparison.Ordinal);
        return $"{response.StatusCode} {response.Headers.RetryAfter} {string.Join(' ', headers)} {body}";
    }
}
