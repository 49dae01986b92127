using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;

namespace PartnerApi.GraphQL.Tests;

/// <summary>Partners alternate for work that uses one core.</summary>
public sealed class DeferredTextQueueTests : IDisposable
{
    private readonly DeferredTextQueue queue = new();
    private readonly ConcurrentQueue<string> made = new();

    /// <inheritdoc/>
    public void Dispose() => queue.Dispose();

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
        var many = queue.MakeAsync("bank", first);
        await begun.WaitAsync(TestContext.Current.CancellationToken);
        var more = queue.MakeAsync("bank", Texts("b", 100));
        var few = queue.MakeAsync("museum", Texts("m", 2));
        others.Release();
        await Task.WhenAll(many, more, few);
        Assert.Equal(["m0", "a0", "m1", "a1", "b0", "b1"], made.Take(6));
        Assert.Equal(104, made.Count);
    }

    [Fact]
    public async Task Receipt_is_signed_only_if_it_is_selected()
    {
        await using var other = await RunningGateway.StartAsync();
        other.Services.GetRequiredService<DeferredTextQueue>().Dispose();
        const string query = "query($number: CardNumber!) { card(number: $number, purpose: ACCOUNT_OPENING) { receipt { disclosure } } }";
        Assert.Empty((await other.QueryAsync("harbor-bank", query, new { number = Callers.ValidCard })).Codes);
        Assert.Equal(["INTERNAL"], (await other.QueryAsync("harbor-bank", query.Replace("disclosure", "jws", StringComparison.Ordinal), new { number = Callers.ValidCard })).Codes);
    }

    [Fact]
    public async Task Texts_are_computed_when_the_task_completes_and_never_before()
    {
        var text = new DeferredText(() => "text");
        Assert.Throws<InvalidOperationException>(() => text.Text);
        await queue.MakeAsync("bank", [text]);
        Assert.Equal("text", text.Text);
    }

    [Fact]
    public async Task Failure_affects_only_its_own_request()
    {
        var broken = queue.MakeAsync("bank", [new DeferredText(() => throw new NotSupportedException())]);
        var whole = queue.MakeAsync("bank", Texts("a", 1));
        await Assert.ThrowsAsync<NotSupportedException>(() => broken);
        await whole;
    }

    private List<DeferredText> Texts(string name, int count) => [.. Enumerable.Range(0, count).Select(index => new DeferredText(() =>
    {
        made.Enqueue($"{name}{index}");
        return name;
    }))];
}
