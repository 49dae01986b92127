using PartnerApi.Core;

namespace PartnerApi.Health;

/// <summary>The state of a part.</summary>
/// <param name="Part">Its public name.</param>
/// <param name="State">Whether it is ready.</param>
/// <param name="Since">When the checks noticed this state.</param>
internal sealed record PartState(string Part, Readiness State, DateTimeOffset Since);

/// <summary>
/// Runs all checks. Concurrent callers share one run, so at most one is in progress. Logs which parts become unavailable, and when all are ready again.
/// </summary>
internal sealed partial class ReadinessChecks(IEnumerable<IReadinessCheck> checks, TimeProvider time, ILogger<ReadinessChecks> logger)
{
    private readonly IReadinessCheck[] checks = [.. checks];
    private readonly Lock gate = new();
    private Task<IReadOnlyList<PartState>>? running;
    private IReadOnlyList<PartState> last = [];

    /// <summary>The state of every part.</summary>
    public Task<IReadOnlyList<PartState>> RunAsync()
    {
        // Runs on the thread pool, because a check may wait for the disk or the database.
        lock (gate) return running is { IsCompleted: false } current ? current : running = Task.Run(CheckAllAsync);
    }

    private async Task<IReadOnlyList<PartState>> CheckAllAsync()
    {
        var before = last;
        var states = new List<PartState>();
        foreach (var check in checks)
        {
            var state = await CheckAsync(check);
            var known = before.FirstOrDefault(part => part.Part == check.Part);
            states.Add(known?.State == state ? known : new PartState(check.Part, state, time.GetUtcNow()));
        }
        var (was, now) = (Unavailable(before), Unavailable(states));
        if (now != was && now.Length > 0) LogUnavailable(now);
        else if (now != was) LogReady();
        return last = states;
    }

    private static string Unavailable(IEnumerable<PartState> states) =>
        string.Join(", ", states.Where(part => part.State == Readiness.Unavailable).Select(part => part.Part));

    private async Task<Readiness> CheckAsync(IReadinessCheck check)
    {
        try
        {
            return await check.CheckAsync();
        }
        catch (Exception error)
        {
            LogFailed(check.Part, error.GetType().Name);
            return Readiness.Unavailable;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Not ready. Unavailable: {Parts}.")]
    private partial void LogUnavailable(string parts);

    [LoggerMessage(LogLevel.Information, "Ready again.")]
    private partial void LogReady();

    [LoggerMessage(LogLevel.Debug, "The readiness check of the {Part} failed with {Kind}.")]
    private partial void LogFailed(string part, string kind);
}
