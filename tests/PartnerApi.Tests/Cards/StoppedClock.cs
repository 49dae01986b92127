namespace PartnerApi.Tests.Cards;

/// <summary>A clock that stands still from the moment in which it is made.</summary>
internal sealed class StoppedClock : TimeProvider
{
    private readonly DateTimeOffset now = System.GetUtcNow();

    public override DateTimeOffset GetUtcNow() => now;
}
