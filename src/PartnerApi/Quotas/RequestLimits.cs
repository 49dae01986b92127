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

/// <summary>
/// A token bucket on the injected clock, stored as one number (the generic cell rate algorithm, ITU-T I.371). It needs no lock, no timer and, for
/// admitted requests, no allocation. A system timer fills the framework's own bucket. Safe for concurrent use, and exact.
/// </summary>
internal sealed class RequestRateLimiter : RateLimiter
{
    private static readonly Admitted Admission = new();

    private readonly TimeProvider time;
    private readonly long interval;
    private readonly long burst;
    private long fullAt;

    /// <summary>Starts with a full bucket.</summary>
    /// <param name="perSecond">Sustained requests per second.</param>
    /// <param name="burst">Requests at once.</param>
    /// <param name="time">The clock.</param>
    public RequestRateLimiter(int perSecond, int burst, TimeProvider time)
    {
        this.time = time;
        interval = Math.Max(1, time.TimestampFrequency / perSecond);
        this.burst = interval * burst;
        fullAt = time.GetTimestamp();
    }

    /// <inheritdoc/>
    public override TimeSpan? IdleDuration => null;

    /// <inheritdoc/>
    public override RateLimiterStatistics? GetStatistics() => null;

    /// <inheritdoc/>
    protected override RateLimitLease AttemptAcquireCore(int permitCount)
    {
        var now = time.GetTimestamp();
        while (true)
        {
            // The time at which the bucket is full again. The time until then measures the tokens in use.
            var seen = Volatile.Read(ref fullAt);
            var next = Math.Max(seen, now) + interval * permitCount;
            if (next - now > burst) return new Refused(time.GetElapsedTime(now + burst, next));
            if (Interlocked.CompareExchange(ref fullAt, next, seen) == seen) return Admission;
        }
    }

    /// <summary>Does not queue: a rejected caller gets the time to retry.</summary>
    protected override ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken) => new(AttemptAcquireCore(permitCount));

    private sealed class Admitted : RateLimitLease
    {
        public override bool IsAcquired => true;

        public override IEnumerable<string> MetadataNames => [];

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            metadata = null;
            return false;
        }
    }

    private sealed class Refused(TimeSpan wait) : RateLimitLease
    {
        public override bool IsAcquired => false;

        public override IEnumerable<string> MetadataNames => [MetadataName.RetryAfter.Name];

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            metadata = metadataName == MetadataName.RetryAfter.Name ? wait : null;
            return metadata is not null;
        }
    }
}
