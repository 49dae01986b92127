using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using PartnerApi.Tokens.SignIn;

namespace PartnerApi.Tests.Tokens;

/// <summary>Who guesses learns nothing of names, and cannot guess for long.</summary>
public sealed class SignInPaceTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Wrong_name_and_wrong_password_are_told_alike_and_slowed_alike_until_the_next_window()
    {
        var clock = new StoppedClock(WindowBegin());
        await using var gateway = await TokenGateway.StartAsync(services: services => services.AddSingleton<TimeProvider>(clock));
        await SignInFlow.PrepareAsync(gateway);
        var flow = new SignInFlow(gateway);

        var (known, unknown) = (new List<string>(), new List<string>());
        for (var attempt = 0; attempt <= SignInPace.MostOfName; attempt++)
        {
            known.Add(await TryAsync(flow, SignInFlow.Account, "wrong-wrong-wrong"));
            unknown.Add(await TryAsync(flow, "bob", "wrong-wrong-wrong"));
        }
        Assert.Equal(known, unknown);
        Assert.StartsWith("Forbidden", known[0], StringComparison.Ordinal);
        Assert.StartsWith("TooManyRequests 300 ", known[^1], StringComparison.Ordinal);
        Assert.StartsWith("TooManyRequests 300 ", await TryAsync(flow, SignInFlow.Account, SignInFlow.Password), StringComparison.Ordinal);

        clock.Now += SignInPace.Window;
        await flow.CodeAsync();
    }

    [Fact]
    public async Task Right_password_uses_up_nothing()
    {
        await using var gateway = await TokenGateway.StartAsync();
        await SignInFlow.PrepareAsync(gateway);
        var flow = new SignInFlow(gateway);
        for (var attempt = 0; attempt < SignInPace.MostOfName + 2; attempt++) await flow.CodeAsync();
    }

    [Fact]
    public void Tries_are_bounded_by_name_and_in_all_and_begin_anew_in_the_next_window()
    {
        var clock = new StoppedClock(WindowBegin() + TimeSpan.FromSeconds(60));
        var pace = new SignInPace(clock, NullLogger<SignInPace>.Instance);
        for (var attempt = 0; attempt < SignInPace.MostOfName; attempt++) Assert.Null(pace.TryTake("ana"));
        Assert.Equal(TimeSpan.FromSeconds(240), pace.TryTake("ana"));
        for (var attempt = SignInPace.MostOfName; attempt < SignInPace.MostInAll; attempt++) Assert.Null(pace.TryTake($"guess-{attempt}"));
        Assert.NotNull(pace.TryTake("bob"));

        pace.GiveBack("ana");
        Assert.Null(pace.TryTake("ana"));
        Assert.NotNull(pace.TryTake("bob"));

        clock.Now += TimeSpan.FromSeconds(240);
        Assert.Null(pace.TryTake("bob"));
        Assert.Null(pace.TryTake("ana"));
    }

    private static DateTimeOffset WindowBegin()
    {
        var now = TimeProvider.System.GetUtcNow();
        return now.AddTicks(-(now.UtcTicks % SignInPace.Window.Ticks));
    }

    /// <summary>Everything that somebody sees, without the name that was typed in.</summary>
    private static async Task<string> TryAsync(SignInFlow flow, string name, string password)
    {
        using var response = await flow.PostAsync(name, password);
        var headers = response.Headers.Concat(response.Content.Headers).Select(header => header.Key).Order(StringComparer.Ordinal);
        var body = (await response.Content.ReadAsStringAsync(Cancel)).Replace($"value=\"{name}\"", "", StringComparison.Ordinal);
        return $"{response.StatusCode} {response.Headers.RetryAfter} {string.Join(' ', headers)} {body}";
    }

    private sealed class StoppedClock(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
