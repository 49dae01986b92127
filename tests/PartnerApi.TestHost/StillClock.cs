using System.Collections.Concurrent;

namespace PartnerApi.TestHost;

/// <summary>The real date and time, with a timestamp that changes only on <see cref="Advance"/>.</summary>
internal sealed class StillClock : TimeProvider
{
    private readonly ConcurrentBag<TimeSpan> periods = [];
    private long ticks;

    /// <summary>The periods of all timers created on the clock.</summary>
    public IReadOnlyCollection<TimeSpan> Periods => periods;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override long GetTimestamp() => Interlocked.Read(ref ticks);

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        periods.Add(period);
        return base.CreateTimer(callback, state, dueTime, period);
    }

    /// <summary>Advances the timestamp.</summary>
    public void Advance(TimeSpan by) => Interlocked.Add(ref ticks, by.Ticks);
}
