namespace PartnerApi.Identity.Attempts;

/// <summary>
/// Checks passwords outside the request path, one at a time: a check takes a tenth of a second of processor time. Addresses take turns, so that none
/// fills the queue. If it is full, a new address replaces the newest check of the address with the most waiting checks.
/// </summary>
internal sealed class HashQueue(AttemptSettings settings)
{
    private readonly Lock gate = new();
    private readonly Dictionary<SourceAddress, List<Check>> waiting = [];
    private readonly Queue<SourceAddress> turns = new();
    private int count;
    private bool isRunning;

    /// <summary>Runs a check on its address's turn.</summary>
    /// <returns>The check's result; null if the queue was full.</returns>
    public Task<bool?> RunAsync(SourceAddress source, Func<bool> work, CancellationToken cancel)
    {
        var check = new Check(work, cancel);
        lock (gate)
        {
            if (!waiting.TryGetValue(source, out var own))
            {
                if (count >= settings.Waiting && !DropOne()) return Task.FromResult<bool?>(null);
                waiting[source] = own = [];
                turns.Enqueue(source);
            }
            else if (own.Count >= settings.WaitingFromAddress || count >= settings.Waiting)
            {
                return Task.FromResult<bool?>(null);
            }
            own.Add(check);
            count++;
            if (isRunning) return check.Done;
            isRunning = true;
        }
        _ = Task.Run(Drain, CancellationToken.None);
        return check.Done;
    }

    private void Drain()
    {
        while (Next() is { } check) check.Run();
    }

    private Check? Next()
    {
        lock (gate)
        {
            if (!turns.TryDequeue(out var source))
            {
                isRunning = false;
                return null;
            }
            var own = waiting[source];
            var check = own[0];
            own.RemoveAt(0);
            count--;
            if (own.Count > 0) turns.Enqueue(source);
            else waiting.Remove(source);
            return check;
        }
    }

    // Drops a check of an address that has several; if each has one, the queue is full.
    private bool DropOne()
    {
        var most = waiting.Values.MaxBy(checks => checks.Count);
        if (most is null || most.Count < 2) return false;
        most[^1].Refuse();
        most.RemoveAt(most.Count - 1);
        count--;
        return true;
    }

    private sealed class Check(Func<bool> work, CancellationToken cancel)
    {
        private readonly TaskCompletionSource<bool?> done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<bool?> Done => done.Task;

        public void Refuse() => done.SetResult(null);

        public void Run()
        {
            try
            {
                if (cancel.IsCancellationRequested) done.SetCanceled(cancel);
                else done.SetResult(work());
            }
            catch (Exception error)
            {
                done.SetException(error);
            }
        }
    }
}
