using Microsoft.Extensions.Logging;
using PartnerApi.Identity.Issuer;
using PartnerApi.Identity.Validation;

namespace PartnerApi.Identity.Tests;

/// <summary>A used id is never accepted again, even with a changed clock or a full store, and no client can fill the store for another.</summary>
public sealed class RememberedIdsTests : IDisposable
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Year = TimeSpan.FromDays(365);

    private readonly CollectedLog log = new();
    private readonly ManualClock clock = new();

    /// <inheritdoc/>
    public void Dispose() => log.Dispose();

    [Fact]
    public void Full_share_rejects_its_client_until_one_expires_and_affects_no_other_client()
    {
        var used = Store(all: 100, ofClient: 2);
        Assert.True(Use(used, "one", "a"));
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(Use(used, "one", "b"));
        Assert.False(Use(used, "one", "c"));
        Assert.False(Use(used, "one", "a"));
        Assert.True(Use(used, "two", "c"));
        Assert.Contains("2 of the client one are stored", log.Text, StringComparison.Ordinal);

        clock.Advance(Life - TimeSpan.FromMinutes(1));
        Assert.True(Use(used, "one", "c"));
        Assert.False(Use(used, "one", "c"));
        Assert.False(Use(used, "one", "d"));
    }

    [Fact]
    public void Full_store_rejects_every_client_until_one_expires()
    {
        var used = Store(all: 3, ofClient: 2);
        Assert.True(Use(used, "one", "a"));
        Assert.True(Use(used, "one", "b"));
        Assert.True(Use(used, "two", "a"));
        Assert.False(Use(used, "three", "a"));
        Assert.Contains("3 are stored", log.Text, StringComparison.Ordinal);
        clock.Advance(Life);
        foreach (var client in (string[])["three", "four", "five"])
        {
            Assert.True(Use(used, client, "a"));
            Assert.False(Use(used, client, "a"));
        }
        Assert.False(Use(used, "six", "a"));
    }

    [Fact]
    public void Slots_of_expired_assertions_are_reused()
    {
        var used = Store(all: 2, ofClient: 1);
        for (var round = 0; round < 5; round++)
        {
            Assert.True(Use(used, "one", $"a{round}"));
            clock.Advance(Life);
        }
        Assert.True(Use(used, "two", "a"));
    }

    [Fact]
    public void Clock_set_ahead_and_back_a_year_accepts_no_assertion_twice()
    {
        var used = Store(all: 100, ofClient: 2);
        var expiry = clock.GetUtcNow() + Life;
        Assert.True(used.TryUse("one", Hash("a"), expiry));
        Assert.True(used.TryUse("one", Hash("b"), expiry));

        clock.Leap(Year);
        Assert.False(Use(used, "one", "c"));
        Assert.False(Use(used, "one", "d"));
        clock.Leap(-Year);
        Assert.False(used.TryUse("one", Hash("a"), expiry));
        Assert.False(used.TryUse("one", Hash("b"), expiry));
    }

    [Fact]
    public void Clock_set_back_accepts_no_forgotten_assertion_and_recovers()
    {
        var used = Store(all: 100, ofClient: 1);
        var (begin, expiry) = (clock.GetUtcNow(), clock.GetUtcNow() + Life);
        Assert.True(used.TryUse("one", Hash("a"), expiry));
        Assert.True(used.TryUse("two", Hash("a"), expiry));
        clock.Advance(Life);
        Assert.True(Use(used, "one", "b"));

        clock.Leap(begin - clock.GetUtcNow());
        Assert.False(used.TryUse("one", Hash("a"), expiry));
        Assert.False(used.TryUse("two", Hash("a"), expiry));
        Assert.Equal(1, log.Text.Split("the clock went back").Length - 1);
        clock.Advance(Life);
        Assert.True(Use(used, "one", "c"));
        Assert.True(Use(used, "two", "b"));
    }

    [Fact]
    public void Full_share_is_logged_once_a_minute_even_when_the_clock_is_changed()
    {
        var used = Store(all: 100, ofClient: 1);
        Assert.True(Use(used, "one", "a"));
        clock.Leap(Year);
        Assert.False(Use(used, "one", "b"));
        clock.Leap(-Year);
        Assert.False(Use(used, "one", "b"));
        Assert.Equal(1, Lines());
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.False(Use(used, "one", "b"));
        Assert.Equal(2, Lines());

        int Lines() => log.Text.Split("1 of the client one are stored").Length - 1;
    }

    [Fact]
    public void State_changes_from_the_last_one_and_ends_at_any_other()
    {
        var (ids, end) = (Store(all: 100, ofClient: 2), clock.GetUtcNow() + Life);
        Assert.Equal(StateChange.Done, Change("a", "1", "2"));
        Assert.Equal(StateChange.Done, Change("a", "2", "3"));
        Assert.Equal(StateChange.Done, Change("b", "1", "2"));
        Assert.Equal(StateChange.Ended, Change("a", "1", "x"));
        foreach (var state in (string[])["3", "1", "x"]) Assert.Equal(StateChange.Refused, Change("a", state, "4"));
        Assert.Equal(StateChange.Done, Change("b", "2", "3"));

        // A change takes no room. A third id needs room, which is there when another has expired, or in another share. Then an expired id is refused.
        Assert.Equal(StateChange.Refused, Change("c", "1", "2", Life));
        Assert.Equal(StateChange.Done, ids.Change(new Share("one", "another password"), Hash("c"), Hash("1"), Hash("2"), end));
        clock.Advance(Life);
        Assert.Equal(StateChange.Done, Change("c", "1", "2", Life));
        Assert.Equal(StateChange.Refused, Change("a", "3", "4"));

        StateChange Change(string id, string from, string to, TimeSpan later = default) => ids.Change(new Share("one"), Hash(id), Hash(from), Hash(to), end + later);
    }

    private RememberedIds Store(int all, int ofClient) => new(
        "Ids", new TokenMemory { UsedAssertions = all, UsedAssertionsOfClient = ofClient }, clock, new LoggerFactory([log]).CreateLogger<RememberedIds>());

    private bool Use(RememberedIds used, string client, string id) => used.TryUse(client, Hash(id), clock.GetUtcNow() + Life);

    private static TokenHash Hash(string text)
    {
        Assert.True(TokenHash.TryCompute(text, out var hash));
        return hash;
    }
}
