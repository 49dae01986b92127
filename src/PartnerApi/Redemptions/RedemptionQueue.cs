using PartnerApi.Core;
using PartnerApi.Storage;

namespace PartnerApi.Redemptions;

/// <summary>
/// Group commit: changes that wait for the single writer run one after another in one transaction, and each completes when it is durable. A thousand
/// concurrent changes cost ten commits. Safe for concurrent use.
/// </summary>
internal sealed class RedemptionQueue
{
    private const int MostAtOnce = 100;
    private const int MostWaiting = 5_000;

    private readonly GatewayWriter writer;
    private readonly GroupCommit<Waiting> waiting;

    /// <summary>Creates an empty queue.</summary>
    public RedemptionQueue(GatewayWriter writer)
    {
        this.writer = writer;
        waiting = new GroupCommit<Waiting>(MostWaiting, MostAtOnce, () => _ = Task.Run(CommitAsync));
    }

    /// <summary>Queues a change and runs it. It sees the effects of the changes before it.</summary>
    /// <exception cref="StoreUnavailableException">Nothing was changed: the database cannot be written, or the queue is full.</exception>
    public Task<RecordedRedemption> RunAsync(Func<StoreConnection, RecordedRedemption> change)
    {
        var item = new Waiting(change, new TaskCompletionSource<RecordedRedemption>(TaskCreationOptions.RunContinuationsAsynchronously));
        if (!waiting.TryAdd(item)) throw new StoreUnavailableException("too many redemptions are waiting", StoreTrouble.Busy, part: GatewayPart.RedemptionQueue);
        return item.Done.Task;
    }

    private async Task CommitAsync()
    {
        var batch = waiting.Take();
        try
        {
            await WriteAsync(batch);
        }
        catch (Exception error)
        {
            // Any exception fails the changes of this batch. The changes queued behind it still run.
            foreach (var item in batch) item.Done.TrySetException(error);
        }
        finally
        {
            waiting.End();
        }
    }

    private async Task WriteAsync(IReadOnlyList<Waiting> batch)
    {
        try
        {
            var results = await writer.RunAsync(connection => batch.Select(item => item.Change(connection)).ToList());
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

    private sealed record Waiting(Func<StoreConnection, RecordedRedemption> Change, TaskCompletionSource<RecordedRedemption> Done);
}
