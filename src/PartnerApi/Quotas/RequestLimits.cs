using System.Threading.RateLimiting;
using PartnerApi.Core;
using PartnerApi.Partners;

namespace PartnerApi.Quotas;

/// <summary>What one partner may send at a time: requests a second, and requests in progress. Safe for concurrent use, and exact.</summary>
internal sealed class RequestLimits(QuotaSettings settings, TimeProvider time) : IDisposable
{
    private readonly RequestRateLimiter pace = new(settings.RequestsPerSecond, settings.RequestBurst, time);
    private readonly ConcurrencyLimiter inProgress = new(new ConcurrencyLimiterOptions { PermitLimit = settings.Concurrent, QueueLimit = 0 });

    /// <summary>
    /// Admits a request or refuses it; nobody waits. The place is taken first: a request that finds none does not use up the rate, so that a partner
    /// with slow requests is not refused for the rate as well.
    /// </summary>
    public RequestLease Enter()
    {
        var place = inProgress.AttemptAcquire();
        if (!place.IsAcquired)
        {
            place.Dispose();
            return new RequestLease(null, Refusal("concurrent", settings.Concurrent, "has too many requests in progress", TimeSpan.Zero));
        }
        using var lease = pace.AttemptAcquire();
        if (lease.IsAcquired) return new RequestLease(place, null);
        place.Dispose();
        lease.TryGetMetadata(MetadataName.RetryAfter, out var wait);
        return new RequestLease(null, Refusal("requestsPerSecond", settings.RequestsPerSecond, "sends too many requests", wait));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        pace.Dispose();
        inProgress.Dispose();
    }

    private static GatewayError Refusal(string limit, int most, string what, TimeSpan wait) => new(
        QuotaErrorCodes.QuotaExceeded,
        $"The partner {what}, over all its clients. Nothing of this one was read; 'viewer' shows the limits.",
        new Dictionary<string, object?>
        {
            ["limit"] = limit,
            ["most"] = most,
            [GatewayError.RetryAfter] = QuotaGate.Seconds(wait),
        });
}
