namespace PartnerApi.Core;

/// <summary>
/// The queue of a group commit: items wait until a committer takes them together and commits them at the cost of one, and those that arrive meanwhile are
/// the next batch, in their order. The caller completes the items. Safe for concurrent use by many callers and one committer.
/// </summary>
/// <param name="mostWaiting">The most items that wait, without those of the batch that is being committed; more are refused.</param>
/// <param name="mostAtOnce">The most items of a batch.</param>
/// <param name="begin">
/// Starts the committer on another thread and returns at once. It is called for the first item, and at the end of a batch if items wait, so that no
/// item waits forever. The committer calls <see cref="Take"/>, and <see cref="End"/> whatever happens.
/// </param>
public sealed class GroupCommit<T>(int mostWaiting, int mostAtOnce, Action begin)
{
    private readonly Lock gate = new();
    private List<T> waiting = [];
    private List<T> batch = [];
    private bool isCommitting;
    private volatile bool isClosed;

    /// <summary>True if no further items are accepted.</summary>
    public bool IsClosed => isClosed;

    /// <summary>Adds an item. Returns false if the queue is full or closed.</summary>
    public bool TryAdd(T item)
    {
        bool isFirst;
        lock (gate)
        {
            if (isClosed || waiting.Count >= mostWaiting) return false;
            waiting.Add(item);
            isFirst = waiting.Count == 1 && !isCommitting;
        }
        if (isFirst) begin();
        return true;
    }

    /// <summary>Accepts no further items. All accepted ones are in this batch and the next ones.</summary>
    public void Close()
    {
        lock (gate) isClosed = true;
    }

    /// <summary>Begins a batch, which may be empty. It is valid until <see cref="End"/>.</summary>
    public IReadOnlyList<T> Take()
    {
        lock (gate)
        {
            isCommitting = true;
            if (waiting.Count <= mostAtOnce)
            {
                (waiting, batch) = (batch, waiting);
            }
            else
            {
                batch.AddRange(waiting[..mostAtOnce]);
                waiting.RemoveRange(0, mostAtOnce);
            }
            return batch;
        }
    }

    /// <summary>Ends the batch.</summary>
    public void End()
    {
        bool isNext;
        lock (gate)
        {
            batch.Clear();
            isCommitting = false;
            isNext = waiting.Count > 0;
        }
        if (isNext) begin();
    }
}
