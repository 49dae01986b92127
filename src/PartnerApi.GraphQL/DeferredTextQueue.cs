namespace PartnerApi.GraphQL;

/// <summary>
/// Computes the deferred texts of all requests on one thread, so that they use at most one core and do not block the threads of other requests.
/// Partners alternate, text by text: a partner that needs thousands delays another by one. Safe for concurrent use.
/// </summary>
internal sealed class DeferredTextQueue : IDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Queue<Batch>> waiting = new(StringComparer.Ordinal);
    private readonly Queue<string> schedule = new();
    private readonly AutoResetEvent arrived = new(false);
    private Thread? thread;
    private volatile bool stopping;

    /// <summary>Computes a request's deferred texts.</summary>
    /// <param name="partner">The partner that sent the request.</param>
    /// <param name="texts">The texts, at least one.</param>
    /// <returns>A task that completes when all texts are computed.</returns>
    public Task MakeAsync(string partner, IReadOnlyList<DeferredText> texts)
    {
        var batch = new Batch(texts);
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(stopping, this);
            if (!waiting.TryGetValue(partner, out var batches))
            {
                waiting[partner] = batches = new Queue<Batch>();
                schedule.Enqueue(partner);
            }
            batches.Enqueue(batch);
            if (thread is null)
            {
                thread = new Thread(Run) { IsBackground = true, Name = "Deferred texts" };
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
            else Reschedule(partner, batch.MakeNext());
        }
    }

    private (string Partner, Batch Batch)? Next()
    {
        lock (gate) return schedule.TryDequeue(out var partner) ? (partner, waiting[partner].Peek()) : null;
    }

    // Puts the partner behind those that arrived in the meantime.
    private void Reschedule(string partner, bool hasEnded)
    {
        lock (gate)
        {
            var batches = waiting[partner];
            if (hasEnded) batches.Dequeue();
            if (batches.Count > 0) schedule.Enqueue(partner);
            else waiting.Remove(partner);
        }
    }

    private sealed class Batch(IReadOnlyList<DeferredText> texts) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        private int made;

        /// <summary>Computes one text. Returns true if the batch is complete.</summary>
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
