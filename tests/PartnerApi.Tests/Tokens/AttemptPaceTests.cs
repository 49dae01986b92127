using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using PartnerApi.Tokens.Attempts;

namespace PartnerApi.Tests.Tokens;

/// <summary>Who guesses learns nothing of names, cannot guess for long, and locks nobody out.</summary>
public sealed class AttemptPaceTests
{
    private static readonly AttemptSettings Settings = new();
    private static readonly SourceAddress Home = Address("198.51.100.7");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Wrong_name_and_wrong_password_are_answered_alike_and_slowed_alike_until_the_next_window()
    {
        var clock = new TestClock(WindowBegin());
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

        clock.Now += AttemptPace.Window;
        await flow.CodeAsync();
        Assert.Contains("Sign-ins: 10 failed in an earlier window of five minutes.", gateway.Log.Text, StringComparison.Ordinal);
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
        var clock = new TestClock(WindowBegin() + TimeSpan.FromSeconds(60));
        var pace = Pace(clock);
        for (var attempt = 0; attempt < Settings.OfNameFromAddress; attempt++) Assert.Null(pace.Take("ana", Address("203.0.113.1")).Wait);
        Assert.Equal(TimeSpan.FromSeconds(240), pace.Take("ana", Address("203.0.113.1")).Wait);
        Assert.Null(pace.Take("ana", Home).Wait);
        Assert.Null(pace.Take("bob", Address("203.0.113.1")).Wait);

        for (var attempt = Settings.OfNameFromAddress + 1; attempt < Settings.FromAddress; attempt++) Assert.Null(pace.Take($"guess-{attempt}", Address("203.0.113.1")).Wait);
        Assert.NotNull(pace.Take("carol", Address("203.0.113.1")).Wait);
        Assert.Null(pace.Take("carol", Home).Wait);

        var taken = pace.Take("ana", Home);
        pace.GiveBack("ana", Address("203.0.113.1"), taken);
        var last = pace.Take("ana", Address("203.0.113.1"));
        Assert.Null(last.Wait);

        // An attempt of the window before gives nothing back in this one.
        clock.Now += TimeSpan.FromSeconds(240);
        for (var attempt = 0; attempt < Settings.OfNameFromAddress; attempt++) Assert.Null(pace.Take("ana", Address("203.0.113.1")).Wait);
        pace.GiveBack("ana", Address("203.0.113.1"), last);
        Assert.NotNull(pace.Take("ana", Address("203.0.113.1")).Wait);
    }

    [Fact]
    public void Many_failures_of_one_name_delay_only_addresses_that_never_signed_in_to_it_and_refuse_nobody()
    {
        var clock = new TestClock(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        var pace = Pace(clock);
        pace.Remember("ana", Home);
        for (var attempt = 0; attempt < Settings.OfName; attempt++)
            Assert.Equal(TimeSpan.Zero, pace.Take("ana", new SourceAddress((UInt128)attempt)).Delay);

        Assert.Equal((null, TimeSpan.FromSeconds(Settings.DelaySeconds)), Verdict(pace.Take("ana", Address("203.0.113.9"))));
        Assert.Equal((null, TimeSpan.Zero), Verdict(pace.Take("ana", Home)));
        Assert.Equal((null, TimeSpan.Zero), Verdict(pace.Take("bob", Address("203.0.113.9"))));

        clock.Now += TimeSpan.FromHours(1);
        Assert.Equal(TimeSpan.Zero, pace.Take("ana", Address("203.0.113.10")).Delay);
    }

    [Fact]
    public async Task Delayed_sign_in_waits_and_succeeds()
    {
        var clock = new TestClock(WindowBegin());
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

    private static AttemptPace Pace(TimeProvider clock) => new("Tests", Settings, clock, NullLogger<AttemptPace>.Instance);

    private static SourceAddress Address(string text) => SourceAddress.Of(IPAddress.Parse(text));

    private static DateTimeOffset WindowBegin()
    {
        var now = TimeProvider.System.GetUtcNow();
        return now.AddTicks(-(now.UtcTicks % AttemptPace.Window.Ticks));
    }

    /// <summary>Everything that somebody sees, without the name that was typed in.</summary>
    private static async Task<string> TryAsync(SignInFlow flow, string name, string password)
    {
        using var response = await flow.PostAsync(name, password);
        var headers = response.Headers.Concat(response.Content.Headers).Select(header => header.Key).Order(StringComparer.Ordinal);
        var body = (await response.Content.ReadAsStringAsync(Cancel)).Replace($"value=\"{name}\"", "", StringComparison.Ordinal);
        return $"{response.StatusCode} {response.Headers.RetryAfter} {string.Join(' ', headers)} {body}";
    }

    /// <summary>A clock that stands still; who waits on it is noted, and waits no longer than a moment.</summary>
    private sealed class TestClock(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public System.Collections.Concurrent.ConcurrentBag<TimeSpan> Waits { get; } = [];

        public override DateTimeOffset GetUtcNow() => Now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Waits.Add(dueTime);
            return System.CreateTimer(callback, state, dueTime == TimeSpan.FromSeconds(17) ? TimeSpan.Zero : dueTime, period);
        }
    }
}
