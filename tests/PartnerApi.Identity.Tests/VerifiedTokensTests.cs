using System.Collections.Frozen;
using System.Globalization;
using PartnerApi.Identity.Keys;
using PartnerApi.Identity.Validation;

namespace PartnerApi.Identity.Tests;

public class VerifiedTokensTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Token_is_found_until_it_expires()
    {
        var tokens = new VerifiedTokens(VerificationKeySet.Empty, capacity: 100);
        tokens.Add(Hash("a"), Token(Now.AddSeconds(10)));

        Assert.NotNull(tokens.Find(Hash("a"), Now.AddSeconds(9)));
        Assert.Null(tokens.Find(Hash("a"), Now.AddSeconds(10)));
        Assert.Null(tokens.Find(Hash("b"), Now));
    }

    [Fact]
    public void Cache_is_bounded_and_keeps_the_latest_tokens()
    {
        var tokens = new VerifiedTokens(VerificationKeySet.Empty, capacity: 100);

        for (var number = 0; number < 1_000; number++)
        {
            tokens.Add(Hash(number.ToString(CultureInfo.InvariantCulture)), Token(Now.AddMinutes(1)));
            Assert.InRange(tokens.Count, 1, 100);
        }

        for (var number = 950; number < 1_000; number++) Assert.NotNull(tokens.Find(Hash(number.ToString(CultureInfo.InvariantCulture)), Now));
    }

    [Fact]
    public void Token_in_use_is_not_evicted()
    {
        var tokens = new VerifiedTokens(VerificationKeySet.Empty, capacity: 100);
        tokens.Add(Hash("used"), Token(Now.AddMinutes(1)));

        for (var number = 0; number < 1_000; number++)
        {
            tokens.Add(Hash(number.ToString(CultureInfo.InvariantCulture)), Token(Now.AddMinutes(1)));
            Assert.NotNull(tokens.Find(Hash("used"), Now));
        }
    }

    [Fact]
    public void Token_from_a_clock_ahead_is_not_found_after_it_is_set_back()
    {
        var tokens = new VerifiedTokens(VerificationKeySet.Empty, capacity: 100);
        tokens.Add(Hash("a"), Token(Now.AddMinutes(10)));
        Assert.NotNull(tokens.Find(Hash("a"), Now.AddSeconds(-30)));
        Assert.Null(tokens.Find(Hash("a"), Now.AddSeconds(-31)));
        Assert.Null(tokens.Find(Hash("a"), Now.AddDays(-365)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("caf\u00e9")]
    public void Text_that_is_not_a_token_has_no_hash(string text) => Assert.False(TokenHash.TryCompute(text, out _));

    [Fact]
    public void Text_longer_than_a_token_has_no_hash() => Assert.False(TokenHash.TryCompute(new string('x', 8 * 1024 + 1), out _));

    [Fact]
    public void Long_tokens_that_differ_in_one_place_have_different_hashes()
    {
        Assert.NotEqual(Hash(new string('x', 4_000) + "a"), Hash(new string('x', 4_000) + "b"));
        Assert.Equal(Hash(new string('x', 4_000)), Hash(new string('x', 4_000)));
    }

    private static AccessToken Token(DateTimeOffset expiresAt) => new("harbor-bank", FrozenSet<string>.Empty, Now, expiresAt);

    private static TokenHash Hash(string text)
    {
        Assert.True(TokenHash.TryCompute(text, out var hash));
        return hash;
    }
}
