using System.Collections.Concurrent;
using PartnerApi.Core;
using PartnerApi.Storage;

namespace PartnerApi.Redemptions;

/// <summary>
/// Group commit: changes that wait for the one writer are made in one transaction, one after another, and each is answered when it is durable. A
/// thousand at once cost ten commits. Safe for concurrent use.
/// </summary>
internal sealed class RedemptionQueue(GatewayWriter writer)
{
    private const int MostAtOnce = 100;
    private const int MostWaiting = 5_000;

    private readonly ConcurrentQueue<Waiting> waiting = new();
    private int running;

    /// <summary>Makes a change when its turn comes. It sees what those before it have changed.</summary>
    /// <exception cref="StoreUnavailableException">Nothing was changed: the database cannot be written, or too many wait.</exception>
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
            // Whatever it is: those of this batch are answered, and those behind it have their turn.
            foreach (var item in batch) item.Done.TrySetException(error);
        }
        finally
        {
            Volatile.Write(ref running, 0);

            // Whoever came after the last look found this one running.
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
            // One change's trouble is not the others'. All was rolled back.
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
