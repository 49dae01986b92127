namespace PartnerApi.TestHost;

/// <summary>A clock that runs at an offset from the real clock. Its timers and its stopwatch are real.</summary>
internal sealed class OffsetClock : TimeProvider
{
    private long offsetTicks;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref offsetTicks));

    /// <summary>Sets the current time.</summary>
    public void Set(DateTimeOffset now) => Interlocked.Exchange(ref offsetTicks, (now - System.GetUtcNow()).Ticks);
}
