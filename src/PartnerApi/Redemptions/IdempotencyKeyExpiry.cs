using PartnerApi.Clocks;
using PartnerApi.Core;
using PartnerApi.Storage;

namespace PartnerApi.Redemptions;

/// <summary>
/// Removes answers kept under idempotency keys after <see cref="KeptDays"/>, at start and once a day, a few in each transaction; and effects that no
/// ledger asked for in that time.
/// </summary>
internal sealed partial class IdempotencyKeyExpiry(
    GatewayWriter writer, CityClock clock, TrustedTime trusted, TimeProvider time, ILogger<IdempotencyKeyExpiry> logger) : BackgroundService
{
    /// <summary>Days for which an answer is kept; 30 are promised.</summary>
    public const int KeptDays = 31;

    private const int MostAtOnce = 500;

    /// <summary>Removes what is due now; nothing while the clock is not trusted.</summary>
    /// <returns>How many answers went.</returns>
    public async Task<int> RemoveAsync(CancellationToken cancel)
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
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var daily = new PeriodicTimer(TimeSpan.FromDays(1), time);
        do
        {
            try
            {
                await RemoveAsync(stoppingToken);
            }
            catch (StoreUnavailableException)
            {
                LogLater();
            }
        }
        while (await daily.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(LogLevel.Warning, "Answers kept under idempotency keys could not be removed; they will be tomorrow.")]
    private partial void LogLater();
}
