using PartnerApi.Identity.Attempts;

namespace PartnerApi.Identity.Tests;

/// <summary>The bounded queue that checks passwords one at a time, alternating between addresses.</summary>
public sealed class HashQueueTests : IDisposable
{
    private static readonly AttemptSettings Settings = new() { Waiting = 6, WaitingFromAddress = 4 };

    private readonly HashQueue queue = new(Settings);
    private readonly ManualResetEventSlim release = new();
    private readonly List<string> order = [];

    public void Dispose() => release.Dispose();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Queue_alternates_between_addresses()
    {
        var first = Hold();
        Task<bool?>[] checks = [Run(1, "a1"), Run(1, "a2"), Run(1, "a3"), Run(2, "b1"), Run(3, "c1")];
        release.Set();
        Assert.All(await Task.WhenAll([first, .. checks]), ran => Assert.True(ran));
        Assert.Equal(["a1", "b1", "c1", "a2", "a3"], order);
    }

    [Fact]
    public async Task Address_with_a_full_share_is_rejected_and_others_are_not()
    {
        var first = Hold();
        var own = Enumerable.Range(0, Settings.WaitingFromAddress).Select(index => Run(1, $"a{index}")).ToList();
        Assert.Null(await Run(1, "one more"));
        var other = Run(2, "b1");
        release.Set();
        Assert.All(await Task.WhenAll([first, .. own, other]), ran => Assert.True(ran));
    }

    [Fact]
    public async Task Full_queue_replaces_the_newest_check_of_the_fullest_address_by_one_of_a_new_address()
    {
        var first = Hold();
        var many = Enumerable.Range(0, 4).Select(index => Run(1, $"a{index}")).ToList();
        var few = new[] { Run(2, "b0"), Run(2, "b1") };
        var newcomer = Run(3, "c0");
        Assert.Null(await many[3]);
        Assert.Null(await Run(2, "not a new address"));
        release.Set();
        Assert.All(await Task.WhenAll([first, .. many[..3], .. few, newcomer]), ran => Assert.True(ran));
    }

    [Fact]
    public async Task Queue_full_of_different_addresses_rejects_the_next()
    {
        var first = Hold();
        var all = Enumerable.Range(1, Settings.Waiting).Select(source => Run(source, "x")).ToList();
        Assert.Null(await Run(99, "late"));
        release.Set();
        Assert.All(await Task.WhenAll([first, .. all]), ran => Assert.True(ran));
    }

    [Fact]
    public async Task Canceled_check_is_not_run_and_a_failed_one_does_not_stop_the_queue()
    {
        var first = Hold();
        using var gone = new CancellationTokenSource();
        var left = queue.RunAsync(new SourceAddress(1), () => throw new InvalidOperationException("The check ran."), gone.Token);
        var failed = queue.RunAsync(new SourceAddress(2), () => throw new InvalidOperationException("The check failed."), Cancel);
        var after = Run(3, "c");
        await gone.CancelAsync();
        release.Set();
        await first;
        await Assert.ThrowsAsync<TaskCanceledException>(() => left);
        await Assert.ThrowsAsync<InvalidOperationException>(() => failed);
        Assert.True(await after);
    }

    // Blocks the queue, so that the other checks wait.
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
