using PartnerApi.Clocks;
using PartnerApi.Core;
using PartnerApi.Storage;

namespace PartnerApi.Redemptions;

/// <summary>
/// Deletes the results stored under idempotency keys after <see cref="KeptDays"/>, at startup and once a day, in small transactions. It also deletes
/// effects whose disclosures were not settled within that time.
/// </summary>
internal sealed partial class IdempotencyKeyExpiry(
    GatewayWriter writer, CityClock clock, TrustedTime trusted, TimeProvider time, ILogger<IdempotencyKeyExpiry> logger) : BackgroundJob(time)
{
    /// <summary>Days for which a result is stored. Partners are promised 30.</summary>
    public const int KeptDays = 31;

    private const int MostAtOnce = 500;

    /// <inheritdoc/>
    protected override TimeSpan Interval { get; } = TimeSpan.FromDays(1);

    /// <summary>Deletes expired results; none while the clock is not trusted.</summary>
    /// <returns>The number of deleted results.</returns>
    public async Task<int> DeleteExpiredAsync(CancellationToken cancel)
    {
        if (!trusted.Check()) return 0;
        var before = clock.Now.AddDays(-KeptDays).ToUnixTimeSeconds();
        for (var removed = 0; ;)
        {
            var some = await writer.WriteAsync(
                context =>
                {
                    var due = context.Set<RedemptionKey>().Where(row => row.CreatedAt < before).OrderBy(row => row.CreatedAt).Take(MostAtOnce).ToList();
                    var effects = context.Set<RedemptionEffect>().Where(row => row.CreatedAt < before).OrderBy(row => row.CreatedAt).Take(MostAtOnce).ToList();
                    context.RemoveRange(due);
                    context.RemoveRange(effects);
                    return (Answers: due.Count, Most: Math.Max(due.Count, effects.Count));
                },
                cancel);
            removed += some.Answers;
            if (some.Most < MostAtOnce) return removed;
        }
    }

    /// <inheritdoc/>
    protected override Task WaitForFirstAsync(CancellationToken cancel) => Task.CompletedTask;

    /// <inheritdoc/>
    protected override Task RunAsync(CancellationToken cancel) => DeleteExpiredAsync(cancel);

    /// <inheritdoc/>
    protected override bool TryLog(Exception error)
    {
        if (error is not StoreUnavailableException) return false;
        LogNotDeleted();
        return true;
    }

    [LoggerMessage(LogLevel.Warning, "Expired results of idempotency keys could not be deleted. The next attempt is tomorrow.")]
    private partial void LogNotDeleted();
}
