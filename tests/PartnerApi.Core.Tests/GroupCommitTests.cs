namespace PartnerApi.Core.Tests;

/// <summary>The queue of a group commit: bounded, in order, and no item waits without a committer.</summary>
[Trait("Needs", "NoStore")]
public sealed class GroupCommitTests
{
    private int begun;

    [Fact]
    public void Items_that_arrive_during_a_batch_are_the_next_one()
    {
        var queue = new GroupCommit<int>(10, 10, () => begun++);
        Assert.True(queue.TryAdd(1));
        Assert.True(queue.TryAdd(2));
        Assert.Equal(1, begun);
        Assert.Equal([1, 2], queue.Take());
        Assert.True(queue.TryAdd(3));
        Assert.Equal(1, begun);
        queue.End();
        Assert.Equal(2, begun);
        Assert.Equal([3], queue.Take());
        queue.End();
        Assert.Equal(2, begun);
    }

    [Fact]
    public void Batch_is_bounded_and_the_rest_follows_in_order()
    {
        var queue = new GroupCommit<int>(10, 2, () => begun++);
        for (var item = 0; item < 5; item++) queue.TryAdd(item);
        var batches = new List<int[]>();
        for (var batch = 0; batch < begun; batch++)
        {
            batches.Add([.. queue.Take()]);
            queue.End();
        }
        Assert.Equal([[0, 1], [2, 3], [4]], batches);
    }

    [Fact]
    public void Full_queue_refuses_items_until_a_batch_is_taken()
    {
        var queue = new GroupCommit<int>(2, 10, () => begun++);
        Assert.True(queue.TryAdd(1) && queue.TryAdd(2));
        Assert.False(queue.TryAdd(3));
        queue.Take();
        Assert.True(queue.TryAdd(4));
    }

    [Fact]
    public void Closed_queue_keeps_what_it_accepted()
    {
        var queue = new GroupCommit<int>(2, 10, () => begun++);
        queue.TryAdd(1);
        queue.Close();
        Assert.True(queue.IsClosed);
        Assert.False(queue.TryAdd(2));
        Assert.Equal([1], queue.Take());
    }

    [Fact(Timeout = 60_000)]
    public async Task Every_item_of_many_callers_is_committed_once()
    {
        const int callers = 8, each = 5_000;
        var committed = new List<int>();
        var running = 0;
        using var all = new CountdownEvent(callers * each);
        GroupCommit<int>? queue = null;
        queue = new GroupCommit<int>(int.MaxValue, 100, () => ThreadPool.UnsafeQueueUserWorkItem(_ => Commit(), null));
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(() =>
        {
            for (var item = 0; item < each; item++) queue.TryAdd(caller * each + item);
        })));
        all.Wait(TestContext.Current.CancellationToken);
        Assert.Equal(Enumerable.Range(0, callers * each), committed.Order());

        void Commit()
        {
            Assert.Equal(1, Interlocked.Increment(ref running));
            var batch = queue!.Take();
            committed.AddRange(batch);
            var count = batch.Count;
            Interlocked.Decrement(ref running);
            queue.End();
            if (count > 0) all.Signal(count);
        }
    }
}
