using PartnerApi.Tokens.Attempts;

namespace PartnerApi.Tests.Tokens;

/// <summary>The queue in which passwords are checked: one at a time, in turns, and bounded.</summary>
public sealed class HashQueueTests : IDisposable
{
    private static readonly AttemptSettings Settings = new() { Waiting = 6, WaitingFromAddress = 4 };

    private readonly HashQueue queue = new(Settings);
    private readonly ManualResetEventSlim release = new();
    private readonly List<string> order = [];

    public void Dispose() => release.Dispose();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Addresses_take_turns()
    {
        var first = Hold();
        Task<bool?>[] checks = [Run(1, "a1"), Run(1, "a2"), Run(1, "a3"), Run(2, "b1"), Run(3, "c1")];
        release.Set();
        Assert.All(await Task.WhenAll([first, .. checks]), ran => Assert.True(ran));
        Assert.Equal(["a1", "b1", "c1", "a2", "a3"], order);
    }

    [Fact]
    public async Task Address_that_has_its_share_waiting_is_refused_and_others_are_not()
    {
        var first = Hold();
        var own = Enumerable.Range(0, Settings.WaitingFromAddress).Select(index => Run(1, $"a{index}")).ToList();
        Assert.Null(await Run(1, "one more"));
        var other = Run(2, "b1");
        release.Set();
        Assert.All(await Task.WhenAll([first, .. own, other]), ran => Assert.True(ran));
    }

    [Fact]
    public async Task Full_queue_gives_a_newcomer_the_place_of_the_fullest_address_s_newest()
    {
        var first = Hold();
        var many = Enumerable.Range(0, 4).Select(index => Run(1, $"a{index}")).ToList();
        var few = new[] { Run(2, "b0"), Run(2, "b1") };
        var newcomer = Run(3, "c0");
        Assert.Null(await many[3]);
        Assert.Null(await Run(2, "not a newcomer"));
        release.Set();
        Assert.All(await Task.WhenAll([first, .. many[..3], .. few, newcomer]), ran => Assert.True(ran));
    }

    [Fact]
    public async Task Queue_full_of_newcomers_refuses_the_next()
    {
        var first = Hold();
        var all = Enumerable.Range(1, Settings.Waiting).Select(source => Run(source, "x")).ToList();
        Assert.Null(await Run(99, "late"));
        release.Set();
        Assert.All(await Task.WhenAll([first, .. all]), ran => Assert.True(ran));
    }

    [Fact]
    public async Task Check_whose_caller_has_gone_is_not_run_and_a_failure_ends_nothing_else()
    {
        var first = Hold();
        using var gone = new CancellationTokenSource();
        var left = queue.RunAsync(new SourceAddress(1), () => throw new InvalidOperationException("It was run."), gone.Token);
        var failed = queue.RunAsync(new SourceAddress(2), () => throw new InvalidOperationException("It fails."), Cancel);
        var after = Run(3, "c");
        await gone.CancelAsync();
        release.Set();
        await first;
        await Assert.ThrowsAsync<TaskCanceledException>(() => left);
        await Assert.ThrowsAsync<InvalidOperationException>(() => failed);
        Assert.True(await after);
    }

    // Holds the queue at work, so that the others wait.
    private Task<bool?> Hold()
    {
        using var begun = new ManualResetEventSlim();
        var held = queue.RunAsync(new SourceAddress(1_000), () =>
        {
            begun.Set();
            release.Wait(Cancel);
            return true;
        }, Cancel);
        begun.Wait(Cancel);
        return held;
    }

    private Task<bool?> Run(int source, string name) => queue.RunAsync(new SourceAddress((UInt128)source), () =>
    {
        order.Add(name);
        return true;
    }, Cancel);
}
