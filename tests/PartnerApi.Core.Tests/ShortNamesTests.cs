namespace PartnerApi.Core.Tests;

/// <summary>The valid ids of partners, clients and benefits.</summary>
public sealed class ShortNamesTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("7")]
    [InlineData("harbor-bank-2")]
    [InlineData("-")]
    public void Id_of_lower_case_letters_digits_and_hyphens_is_allowed(string id) => Assert.True(ShortNames.Allow(id));

    [Theory]
    [InlineData("")]
    [InlineData("Harbor")]
    [InlineData("harbor bank")]
    [InlineData("harbor_bank")]
    [InlineData("harbor.bank")]
    [InlineData("hárbor")]
    [InlineData("٣")]
    [InlineData("harbor\n")]
    public void Id_with_any_other_character_or_none_is_not_allowed(string id) => Assert.False(ShortNames.Allow(id));

    [Fact]
    public void Id_of_64_characters_is_the_longest()
    {
        Assert.True(ShortNames.Allow(new string('a', 64)));
        Assert.False(ShortNames.Allow(new string('a', 65)));
    }
}
