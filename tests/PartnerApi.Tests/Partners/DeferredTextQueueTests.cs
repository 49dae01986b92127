using System.Collections.Concurrent;
using PartnerApi.Partners;

namespace PartnerApi.Tests.Partners;

/// <summary>Work that takes a core is made in turns.</summary>
public sealed class DeferredTextQueueTests : IDisposable
{
    private readonly DeferredTextQueue turns = new();
    private readonly ConcurrentQueue<string> made = new();

    /// <inheritdoc/>
    public void Dispose() => turns.Dispose();

    [Fact]
    public async Task Partner_with_much_work_delays_another_by_one_text()
    {
        using var begun = new SemaphoreSlim(0);
        using var others = new SemaphoreSlim(0);
        var first = Texts("a", 2);
        first.Insert(0, new DeferredText(() =>
        {
            begun.Release();
            others.Wait(TestContext.Current.CancellationToken);
            return "";
        }));
        var many = turns.MakeAsync("bank", first);
        await begun.WaitAsync(TestContext.Current.CancellationToken);
        var more = turns.MakeAsync("bank", Texts("b", 100));
        var few = turns.MakeAsync("museum", Texts("m", 2));
        others.Release();
        await Task.WhenAll(many, more, few);
        Assert.Equal(["m0", "a0", "m1", "a1", "b0", "b1"], made.Take(6));
        Assert.Equal(104, made.Count);
    }

    [Fact]
    public async Task Texts_are_made_when_the_task_is_done_and_never_before()
    {
        var late = new DeferredText(() => "text");
        Assert.Throws<InvalidOperationException>(() => late.Text);
        await turns.MakeAsync("bank", [late]);
        Assert.Equal("text", late.Text);
    }

    [Fact]
    public async Task Failure_is_its_own_question_s()
    {
        var broken = turns.MakeAsync("bank", [new DeferredText(() => throw new NotSupportedException())]);
        var whole = turns.MakeAsync("bank", Texts("a", 1));
        await Assert.ThrowsAsync<NotSupportedException>(() => broken);
        await whole;
    }

    private List<DeferredText> Texts(string name, int count) => [.. Enumerable.Range(0, count).Select(index => new DeferredText(() =>
    {
        made.Enqueue($"{name}{index}");
        return name;
    }))];
}
