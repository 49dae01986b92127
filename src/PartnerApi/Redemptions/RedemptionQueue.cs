using System.Collections.Concurrent;
using PartnerApi.Core;
using PartnerApi.Storage;

namespace PartnerApi.Redemptions;

/// <summary>
/// Group commit: changes that wait for the single writer run one after another in one transaction, and each completes when it is durable. A thousand
/// concurrent changes cost ten commits. Safe for concurrent use.
/// </summary>
internal sealed class RedemptionQueue(GatewayWriter writer)
{
    private const int MostAtOnce = 100;
    private const int MostWaiting = 5_000;

    private readonly ConcurrentQueue<Waiting> waiting = new();
    private int running;

    /// <summary>Queues a change and runs it. It sees the effects of the changes before it.</summary>
    /// <exception cref="StoreUnavailableException">Nothing was changed: the database cannot be written, or the queue is full.</exception>
    public Task<RecordedRedemption> RunAsync(Func<GatewayDbContext, RecordedRedemption> change)
    {
        if (waiting.Count >= MostWaiting) throw new StoreUnavailableException("too many redemptions are waiting", StoreTrouble.Busy, part: GatewayPart.RedemptionQueue);
        var item = new Waiting(change, new TaskCompletionSource<RecordedRedemption>(TaskCreationOptions.RunContinuationsAsynchronously));
        waiting.Enqueue(item);
        Start();
        return item.Done.Task;
    }

    private void Start()
    {
        if (Interlocked.CompareExchange(ref running, 1, 0) == 0) _ = Task.Run(DrainAsync);
    }

    private async Task DrainAsync()
    {
        var batch = new List<Waiting>(MostAtOnce);
        try
        {
            while (batch.Count < MostAtOnce && waiting.TryDequeue(out var item)) batch.Add(item);
            if (batch.Count > 0) await WriteAsync(batch);
        }
        catch (Exception error)
        {
            // Any exception fails the changes of this batch. The changes queued behind it still run.
            foreach (var item in batch) item.Done.TrySetException(error);
        }
        finally
        {
            Volatile.Write(ref running, 0);

            // A change queued after the last dequeue found this task running and started none.
            if (!waiting.IsEmpty) Start();
        }
    }

    private async Task WriteAsync(List<Waiting> batch)
    {
        try
        {
            var results = await writer.WriteAsync(context => batch.ConvertAll(item => Apply(context, item)));
            for (var index = 0; index < batch.Count; index++) batch[index].Done.TrySetResult(results[index]);
        }
        catch (Exception error) when (error is StoreUnavailableException || batch.Count == 1)
        {
            foreach (var item in batch) item.Done.TrySetException(error);
        }
        catch
        {
            // The batch was rolled back. Each change runs again alone, so that the failure of one does not fail the others.
            foreach (var item in batch) await WriteAsync([item]);
        }
    }

    private static RecordedRedemption Apply(GatewayDbContext context, Waiting item)
    {
        var result = item.Change(context);
        context.SaveChanges();
        context.ChangeTracker.Clear();
        return result;
    }

    private sealed record Waiting(Func<GatewayDbContext, RecordedRedemption> Change, TaskCompletionSource<RecordedRedemption> Done);
}
