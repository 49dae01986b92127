using PartnerApi.Core;

namespace PartnerApi.Health;

/// <summary>A part that is not ready.</summary>
internal sealed record Finding(string Part, Readiness State);

/// <summary>
/// Runs all checks. Concurrent callers share one run, so at most one is in progress. Logs which parts become unavailable, and when all are ready again.
/// </summary>
internal sealed partial class ReadinessChecks(IEnumerable<IReadinessCheck> checks, ILogger<ReadinessChecks> logger)
{
    private readonly IReadinessCheck[] checks = [.. checks];
    private readonly Lock gate = new();
    private Task<IReadOnlyList<Finding>>? running;
    private string unavailable = "";

    /// <summary>The parts that are not ready; empty if all are.</summary>
    public Task<IReadOnlyList<Finding>> RunAsync()
    {
        // Runs on the thread pool, because a check may wait for the disk or the database.
        lock (gate) return running is { IsCompleted: false } current ? current : running = Task.Run(CheckAllAsync);
    }

    private async Task<IReadOnlyList<Finding>> CheckAllAsync()
    {
        var findings = new List<Finding>();
        foreach (var check in checks)
        {
            if (await CheckAsync(check) is var state && state != Readiness.Ready) findings.Add(new Finding(check.Part, state));
        }
        var now = string.Join(", ", findings.Where(finding => finding.State == Readiness.Unavailable).Select(finding => finding.Part));
        if (now != unavailable)
        {
            unavailable = now;
            if (now.Length > 0) LogUnavailable(now);
            else LogReady();
        }
        return findings;
    }

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
