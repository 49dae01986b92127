using System.Collections.Concurrent;

namespace PartnerApi.TestHost;

/// <summary>
/// A clock and a stopwatch that move only when a test advances them. Timers of five minutes or more fire when the stopwatch reaches them. Shorter
/// timers run in real time, because the gateway needs them.
/// </summary>
internal sealed class ManualClock : TimeProvider
{
    private static readonly TimeSpan ShortestHeld = TimeSpan.FromMinutes(5);

    private readonly ConcurrentBag<HeldTimer> timers = [];
    private long now;
    private long elapsed;

    public ManualClock(DateTimeOffset? now = null) => this.now = (now ?? System.GetUtcNow()).UtcTicks;

    /// <summary>The due time of each timer that was set.</summary>
    public ConcurrentBag<TimeSpan> Waits { get; } = [];

    /// <summary>A due time at which timers fire at once.</summary>
    public TimeSpan? Skipped { get; init; }

    /// <summary>The number of timers that wait for the stopwatch.</summary>
    public int Held => timers.Count(timer => timer.IsDue(long.MaxValue));

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref now), TimeSpan.Zero);

    /// <inheritdoc/>
    public override long GetTimestamp() => Interlocked.Read(ref elapsed);

    /// <summary>Advances the clock and the stopwatch, and fires due timers.</summary>
    public void Advance(TimeSpan by)
    {
        Leap(by);
        Fire(Interlocked.Add(ref elapsed, by.Ticks));
    }

    /// <summary>Fires the timers that wait for the stopwatch without moving it, as a timer does that runs fast.</summary>
    public void FireEarly() => Fire(long.MaxValue);

    /// <summary>Changes the clock and not the stopwatch.</summary>
    public void Leap(TimeSpan by) => Interlocked.Add(ref now, by.Ticks);

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new HeldTimer(this, callback, state);
        timers.Add(timer);
        timer.Change(dueTime, period);
        return timer;
    }

    private void Fire(long until)
    {
        foreach (var timer in timers.Where(timer => timer.IsDue(until))) timer.Fire();
    }

    private sealed class HeldTimer : ITimer
    {
        private readonly ManualClock clock;
        private readonly TimerCallback callback;
        private readonly object? state;
        private readonly ITimer real;
        private long due = long.MaxValue;

        public HeldTimer(ManualClock clock, TimerCallback callback, object? state)
        {
            (this.clock, this.callback, this.state) = (clock, callback, state);
            real = System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public bool IsDue(long until) => Interlocked.Read(ref due) is var at && at != long.MaxValue && at <= until;

        public void Fire()
        {
            Interlocked.Exchange(ref due, long.MaxValue);
            callback(state);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            clock.Waits.Add(dueTime);
            if (dueTime < ShortestHeld) return real.Change(dueTime == clock.Skipped ? TimeSpan.Zero : dueTime, period);
            Interlocked.Exchange(ref due, clock.GetTimestamp() + dueTime.Ticks);
            return true;
        }

        public void Dispose()
        {
            Interlocked.Exchange(ref due, long.MaxValue);
            real.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
