using System.Threading.RateLimiting;

namespace PartnerApi.Quotas;

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
