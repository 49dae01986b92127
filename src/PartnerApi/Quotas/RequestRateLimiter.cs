using System.Threading.RateLimiting;

namespace PartnerApi.Quotas;

/// <summary>
/// A token bucket on the injected clock, kept as one number (the generic cell rate algorithm, ITU-T I.371): it takes no lock, no timer and, for what it
/// admits, no memory. The framework's own bucket is filled by a timer of the system. Safe for concurrent use, and exact.
/// </summary>
internal sealed class RequestRateLimiter : RateLimiter
{
    private static readonly Admitted Admission = new();

    private readonly TimeProvider time;
    private readonly long interval;
    private readonly long burst;
    private long fullAt;

    /// <summary>Begins with a full bucket.</summary>
    /// <param name="perSecond">How many a second, sustained.</param>
    /// <param name="burst">How many at once.</param>
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
            // When the bucket will be full again; what lies between now and then is taken.
            var seen = Volatile.Read(ref fullAt);
            var next = Math.Max(seen, now) + interval * permitCount;
            if (next - now > burst) return new Refused(time.GetElapsedTime(now + burst, next));
            if (Interlocked.CompareExchange(ref fullAt, next, seen) == seen) return Admission;
        }
    }

    /// <summary>Nobody waits in line: a caller is told when to come again.</summary>
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
