using System.Threading.RateLimiting;
using PartnerApi.Core;
using PartnerApi.Requests;

namespace PartnerApi.Quotas;

/// <summary>Limits one partner's requests per second and requests in progress. Safe for concurrent use, and exact.</summary>
internal sealed class RequestLimits(QuotaSettings settings, TimeProvider time) : IDisposable
{
    private readonly RequestRateLimiter rate = new(settings.RequestsPerSecond, settings.RequestBurst, time);
    private readonly ConcurrencyLimiter inProgress = new(new ConcurrencyLimiterOptions { PermitLimit = settings.Concurrent, QueueLimit = 0 });

    /// <summary>
    /// Admits or rejects a request without a queue. It acquires the concurrency permit first: a request without one does not use up the rate, so that a
    /// partner with slow requests is not rejected for the rate as well.
    /// </summary>
    public RequestLease Enter()
    {
        var permit = inProgress.AttemptAcquire();
        if (!permit.IsAcquired)
        {
            permit.Dispose();
            return new RequestLease(null, Refusal("concurrent", settings.Concurrent, "has too many requests in progress", TimeSpan.Zero));
        }
        using var lease = rate.AttemptAcquire();
        if (lease.IsAcquired) return new RequestLease(permit, null);
        permit.Dispose();
        lease.TryGetMetadata(MetadataName.RetryAfter, out var wait);
        return new RequestLease(null, Refusal("requestsPerSecond", settings.RequestsPerSecond, "sends too many requests", wait));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        rate.Dispose();
        inProgress.Dispose();
    }

    private static GatewayError Refusal(string limit, int most, string what, TimeSpan wait) => new(
        QuotaErrorCodes.QuotaExceeded,
        $"The partner {what}, over all its clients. This request was not read. Retry later; 'viewer.quota' shows the limits.",
        new Dictionary<string, object?>
        {
            ["limit"] = limit,
            ["most"] = most,
            [GatewayError.RetryAfter] = QuotaGate.Seconds(wait),
        });
}
