namespace PartnerApi.TestHost;

/// <summary>A clock that stops when it is created.</summary>
internal sealed class StoppedClock : TimeProvider
{
    private readonly DateTimeOffset now = System.GetUtcNow();

    public override DateTimeOffset GetUtcNow() => now;
}
