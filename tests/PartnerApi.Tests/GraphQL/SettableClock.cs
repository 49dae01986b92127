namespace PartnerApi.Tests.GraphQL;

/// <summary>A clock that runs, and can be set: the difference to the real one stays.</summary>
internal sealed class SettableClock : TimeProvider
{
    private long offsetTicks;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref offsetTicks));

    /// <summary>Makes it this time now.</summary>
    public void Set(DateTimeOffset now) => Interlocked.Exchange(ref offsetTicks, (now - System.GetUtcNow()).Ticks);
}
