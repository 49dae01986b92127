namespace PartnerApi.Partners;

/// <summary>
/// Makes the late texts of all questions on one thread, so that they never take more than one core, and leave the threads of other requests alone.
/// Partners take turns, text by text: one that asks for thousands delays another's by one. Safe for concurrent use.
/// </summary>
internal sealed class DeferredTextQueue : IDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Queue<Batch>> waiting = new(StringComparer.Ordinal);
    private readonly Queue<string> turns = new();
    private readonly AutoResetEvent arrived = new(false);
    private Thread? thread;
    private volatile bool stopping;

    /// <summary>Makes a question's late texts.</summary>
    /// <param name="partner">Whose turn they take.</param>
    /// <param name="texts">The texts, at least one.</param>
    /// <returns>When all are made.</returns>
    public Task MakeAsync(string partner, IReadOnlyList<DeferredText> texts)
    {
        var batch = new Batch(texts);
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(stopping, this);
            if (!waiting.TryGetValue(partner, out var batches))
            {
                waiting[partner] = batches = new Queue<Batch>();
                turns.Enqueue(partner);
            }
            batches.Enqueue(batch);
            if (thread is null)
            {
                thread = new Thread(Run) { IsBackground = true, Name = "Late texts" };
                thread.Start();
            }
        }
        arrived.Set();
        return batch.Task;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            if (stopping) return;
            stopping = true;
        }
        arrived.Set();
        thread?.Join();
        foreach (var batch in waiting.Values.SelectMany(batches => batches)) batch.SetException(new ObjectDisposedException(nameof(DeferredTextQueue)));
        arrived.Dispose();
    }

    private void Run()
    {
        while (!stopping)
        {
            if (Next() is not ({ } partner, { } batch)) arrived.WaitOne();
            else GoOn(partner, batch.MakeNext());
        }
    }

    private (string Partner, Batch Batch)? Next()
    {
        lock (gate) return turns.TryDequeue(out var partner) ? (partner, waiting[partner].Peek()) : null;
    }

    // The partner goes behind those that came meanwhile.
    private void GoOn(string partner, bool hasEnded)
    {
        lock (gate)
        {
            var batches = waiting[partner];
            if (hasEnded) batches.Dequeue();
            if (batches.Count > 0) turns.Enqueue(partner);
            else waiting.Remove(partner);
        }
    }

    private sealed class Batch(IReadOnlyList<DeferredText> texts) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        private int made;

        /// <summary>Makes one text; true when the batch has ended.</summary>
        public bool MakeNext()
        {
            try
            {
                texts[made++].Make();
            }
            catch (Exception error)
            {
                SetException(error);
                return true;
            }
            if (made < texts.Count) return false;
            SetResult();
            return true;
        }
    }
}
