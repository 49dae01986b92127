using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using PartnerApi.Tests.Host;
using PartnerApi.Tokens.Attempts;

namespace PartnerApi.Tests.Tokens;

/// <summary>Who guesses learns nothing of names, cannot guess for long, and locks nobody out.</summary>
public sealed class AttemptThrottleTests
{
    private static readonly AttemptSettings Settings = new();
    private static readonly SourceAddress Home = Address("198.51.100.7");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Wrong_name_and_wrong_password_are_answered_alike_and_slowed_alike_until_the_next_window()
    {
        var clock = new TestClock();
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
    public async Task Right_password_uses_up_nothing()
    {
        await using var gateway = await TokenGateway.StartAsync();
        await SignInFlow.PrepareAsync(gateway);
        var flow = new SignInFlow(gateway);
        for (var attempt = 0; attempt < Settings.OfNameFromAddress + 2; attempt++) await flow.CodeAsync();
    }

    [Fact]
    public void Failures_from_one_address_hinder_no_other_address_and_end_with_the_window()
    {
        var clock = new TestClock();
        using var pace = Pace(clock);
        Assert.Null(pace.Take("ana", Address("203.0.113.1")).Wait);
        clock.Advance(TimeSpan.FromSeconds(60));
        for (var attempt = 1; attempt < Settings.OfNameFromAddress; attempt++) Assert.Null(pace.Take("ana", Address("203.0.113.1")).Wait);
        Assert.Equal(TimeSpan.FromSeconds(240), pace.Take("ana", Address("203.0.113.1")).Wait);
        Assert.Null(pace.Take("ana", Home).Wait);
        Assert.Null(pace.Take("bob", Address("203.0.113.1")).Wait);

        for (var attempt = Settings.OfNameFromAddress + 1; attempt < Settings.FromAddress; attempt++) Assert.Null(pace.Take($"guess-{attempt}", Address("203.0.113.1")).Wait);
        Assert.NotNull(pace.Take("carol", Address("203.0.113.1")).Wait);
        Assert.Null(pace.Take("carol", Home).Wait);

        var taken = pace.Take("ana", Home);
        pace.End("ana", Address("203.0.113.1"), taken, isWrong: false);
        var last = pace.Take("ana", Address("203.0.113.1"));
        Assert.Null(last.Wait);

        // An attempt of the window before gives nothing back in this one, and if it failed, it counts here.
        clock.Advance(TimeSpan.FromSeconds(240));
        for (var attempt = 0; attempt < Settings.OfNameFromAddress; attempt++) Assert.Null(pace.Take("ana", Address("203.0.113.1")).Wait);
        pace.End("ana", Address("203.0.113.1"), last, isWrong: false);
        Assert.NotNull(pace.Take("ana", Address("203.0.113.1")).Wait);
        for (var attempt = 1; attempt < Settings.OfNameFromAddress; attempt++) Assert.Null(pace.Take("ana", Home).Wait);
        pace.End("ana", Home, taken, isWrong: true);
        Assert.NotNull(pace.Take("ana", Home).Wait);
    }

    [Fact]
    public void Many_failures_of_one_name_delay_only_addresses_that_never_signed_in_to_it_and_refuse_nobody()
    {
        var clock = new TestClock();
        using var pace = Pace(clock);
        pace.Remember("ana", Home);
        for (var attempt = 0; attempt < Settings.OfName; attempt++)
            Assert.Equal(TimeSpan.Zero, pace.Take("ana", new SourceAddress((UInt128)attempt)).Delay);

        Assert.Equal((null, TimeSpan.FromSeconds(Settings.DelaySeconds)), Verdict(pace.Take("ana", Address("203.0.113.9"))));
        Assert.Equal((null, TimeSpan.Zero), Verdict(pace.Take("ana", Home)));
        Assert.Equal((null, TimeSpan.Zero), Verdict(pace.Take("bob", Address("203.0.113.9"))));

        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(TimeSpan.Zero, pace.Take("ana", Address("203.0.113.10")).Delay);
    }

    [Fact]
    public async Task End_of_a_burst_is_logged_when_its_window_ends_though_nobody_tries_again()
    {
        var clock = new TestClock();
        await using var gateway = await TokenGateway.StartAsync(services: services => services.AddSingleton<TimeProvider>(clock));
        await SignInFlow.PrepareAsync(gateway);
        var flow = new SignInFlow(gateway);
        await flow.CodeAsync();
        for (var attempt = 0; attempt < 3; attempt++) await TryAsync(flow, SignInFlow.Account, "wrong-wrong-wrong");
        using (await gateway.RequestTokenAsync(new() { ["client_id"] = TokenGateway.Bank, ["client_secret"] = "wrong-wrong-wrong-wrong" }))
        {
        }
        Assert.DoesNotContain("within five minutes", gateway.Log.Text, StringComparison.Ordinal);

        clock.Advance(AttemptThrottle.Window);
        Assert.Single(Lines(gateway.Log), "Information PartnerApi.Tokens.Attempts.AttemptThrottle: Sign-ins: 3 attempts failed within five minutes. ");
        Assert.Single(Lines(gateway.Log), "Information PartnerApi.Tokens.Attempts.AttemptThrottle: Client secrets: 1 attempt failed within five minutes. ");

        // Nothing has failed since, so nothing is logged.
        clock.Advance(AttemptThrottle.Window);
        Assert.Equal(2, Lines(gateway.Log).Count(line => line.Contains("within five minutes", StringComparison.Ordinal)));
    }

    [Fact]
    public void Timer_runs_only_while_a_window_is_open_and_ends_none_too_early()
    {
        var clock = new TestClock();
        using var log = new CollectedLog();
        using var pace = new AttemptThrottle("Tests", Settings, clock, new LoggerFactory([log]).CreateLogger<AttemptThrottle>());
        Assert.Equal(0, clock.Held);
        pace.Fail("ana", Home);
        clock.FireEarly();
        Assert.Equal((1, ""), (clock.Held, log.Text));
        clock.Advance(AttemptThrottle.Window);
        Assert.Single(Lines(log), "Information PartnerApi.Tokens.Attempts.AttemptThrottle: Tests: 1 attempt failed within five minutes. ");
        Assert.Equal(0, clock.Held);
        pace.Fail("ana", Home);
        Assert.Equal(1, clock.Held);
    }

    [Fact]
    public void Burst_that_the_program_s_end_cuts_off_is_logged_and_what_is_being_checked_is_no_failure()
    {
        using var log = new CollectedLog();
        using (var pace = new AttemptThrottle("Tests", Settings, new TestClock(), new LoggerFactory([log]).CreateLogger<AttemptThrottle>()))
        {
            pace.End("ana", Home, pace.Take("ana", Home), isWrong: true);
            pace.Fail("bob", Home);
            pace.Take("carol", Home);
        }
        Assert.Single(Lines(log), "Information PartnerApi.Tokens.Attempts.AttemptThrottle: Tests: 2 attempts failed within five minutes. ");
    }

    [Theory]
    [InlineData(365)]
    [InlineData(-365)]
    public void Clock_that_leaps_and_comes_back_locks_nobody_out_and_forgets_no_failure(int days)
    {
        var clock = new TestClock();
        using var pace = Pace(clock);
        for (var attempt = 0; attempt < Settings.OfNameFromAddress; attempt++) pace.Take("ana", Home);
        clock.Leap(TimeSpan.FromDays(days));
        Assert.Equal(AttemptThrottle.Window, pace.Take("ana", Home).Wait);
        clock.Advance(TimeSpan.FromMinutes(1));
        clock.Leap(TimeSpan.FromDays(-days));
        Assert.Equal(TimeSpan.FromMinutes(4), pace.Take("ana", Home).Wait);
        clock.Advance(TimeSpan.FromMinutes(4));
        Assert.Null(pace.Take("ana", Home).Wait);
    }

    [Fact]
    public void Operator_sizes_what_is_remembered()
    {
        using var log = new CollectedLog();
        var settings = new AttemptSettings { Remembered = 2, KnownAddresses = 1, OfName = 1 };
        using var pace = new AttemptThrottle("Tests", settings, new TestClock(), new LoggerFactory([log]).CreateLogger<AttemptThrottle>());
        for (var address = 0; address < 10; address++) pace.Fail("ana", new SourceAddress((UInt128)address));
        for (var attempt = 0; attempt < 10; attempt++) pace.Fail("ana", new SourceAddress(0));
        Assert.NotNull(pace.Check("ana", new SourceAddress(0)).Wait);
        for (var attempt = 0; attempt < 10; attempt++) pace.Fail("ana", new SourceAddress(9));
        Assert.Null(pace.Check("ana", new SourceAddress(9)).Wait);
        Assert.Single(Lines(log), line => line.Contains("failures of 2 names and addresses are counted", StringComparison.Ordinal));

        pace.Remember("ana", new SourceAddress(20));
        Assert.Equal(TimeSpan.Zero, pace.Check("ana", new SourceAddress(20)).Delay);
        pace.Remember("ana", new SourceAddress(21));
        Assert.NotEqual(TimeSpan.Zero, pace.Check("ana", new SourceAddress(20)).Delay);
    }

    [Fact]
    public async Task Delayed_sign_in_waits_and_succeeds()
    {
        var clock = new TestClock { Skipped = TimeSpan.FromSeconds(17) };
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

    private static AttemptThrottle Pace(TimeProvider clock) => new("Tests", Settings, clock, NullLogger<AttemptThrottle>.Instance);

    private static SourceAddress Address(string text) => SourceAddress.Of(IPAddress.Parse(text));

    /// <summary>Everything that somebody sees, without the name that was typed in.</summary>
    private static async Task<string> TryAsync(SignInFlow flow, string name, string password)
    {
        using var response = await flow.PostAsync(name, password);
        var headers = response.Headers.Concat(response.Content.Headers).Select(header => header.Key).Order(StringComparer.Ordinal);
        var body = (await response.Content.ReadAsStringAsync(Cancel)).Replace($"value=\"{name}\"", "", StringComparison.Ordinal);
        return $"{response.StatusCode} {response.Headers.RetryAfter} {string.Join(' ', headers)} {body}";
    }
}
