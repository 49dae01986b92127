using PartnerApi.Policy;
using PartnerApi.Registry;
using PartnerApi.Registry.Synthetic;

namespace PartnerApi.Tests.Registry;

[Trait("Needs", "NoStore")]
public sealed class SyntheticRegistryTests
{
    private const int Count = 50_000;
    private static readonly DateOnly Today = new(2026, 1, 30);
    private static readonly List<RegistryLine> Cards = [.. SyntheticRegistry.Lines(Count, seed: 7, Today)];

    [Fact]
    public void Cards_of_the_same_seed_are_the_same() =>
        Assert.Equal(Cards.Take(1_000), SyntheticRegistry.Lines(Count, seed: 7, Today).Take(1_000));

    [Fact]
    public void Cards_of_different_seeds_have_different_numbers_and_holders()
    {
        var others = SyntheticRegistry.Lines(Count, seed: 8, Today).Take(1_000).ToList();
        Assert.Empty(Cards.Select(card => card.Number).Intersect(others.Select(card => card.Number)));
        Assert.NotEqual(Cards.Take(1_000).Select(card => card.LegalName), others.Select(card => card.LegalName));
    }

    [Fact]
    public void First_line_of_seed_1_does_not_change()
    {
        using var output = new MemoryStream();
        var writer = new RegistryWriter(output, withReplaces: false);
        writer.Write(SyntheticRegistry.Lines(10_000, seed: 1, Today).First());
        writer.Flush();
        Assert.Equal(
            "2441188888951928,active,2015-01-12,2020-01-12,Chloé Scott,1980-12-27,manhattan,\"248 Clinton St, Apt 12B\",New York,10011\n",
            System.Text.Encoding.UTF8.GetString(output.ToArray()));
    }

    [Fact]
    public void Numbers_are_distinct_and_not_reserved()
    {
        Assert.Equal(Count, Cards.Select(card => card.Number).Distinct().Count());
        Assert.DoesNotContain(Cards, card => long.Parse(card.Number.Reveal()[..14], null) < SyntheticNumbers.Reserved);
    }

    [Fact]
    public void Numbers_skip_the_reserved_payloads_for_any_seed()
    {
        for (var seed = 0UL; seed < 1_000; seed++)
        {
            var numbers = new SyntheticNumbers(seed);
            Assert.True(CardNumber.TryParse(numbers[0].Reveal(), out _));
            Assert.NotEqual(numbers[0], numbers[1]);
        }
    }

    [Fact]
    public void States_are_2_percent_lost_and_1_percent_revoked()
    {
        AssertShare(0.02, card => card.State == CardState.ReportedLost);
        AssertShare(0.01, card => card.State == CardState.Revoked);
    }

    [Theory]
    [InlineData(Borough.Brooklyn, 0.311)]
    [InlineData(Borough.Queens, 0.273)]
    [InlineData(Borough.Manhattan, 0.193)]
    [InlineData(Borough.Bronx, 0.167)]
    [InlineData(Borough.StatenIsland, 0.056)]
    public void Boroughs_have_their_share_of_the_population(Borough borough, double share) =>
        AssertShare(share, card => card.Borough == borough);

    [Fact]
    public void Holders_are_at_least_ten_and_their_ages_vary()
    {
        var ages = Cards.Select(card => Age.On(card.DateOfBirth, card.IssuedOn)).ToList();
        Assert.Equal(10, ages.Min());
        Assert.Equal(89, ages.Max());
        Assert.Equal(80, ages.Distinct().Count());
    }

    [Fact]
    public void Cards_of_children_are_valid_two_years_and_others_five() => Assert.All(Cards, card =>
        Assert.Equal(Age.On(card.DateOfBirth, card.IssuedOn) <= 13 ? 2 : 5, card.ExpiresOn.Year - card.IssuedOn.Year));

    [Fact]
    public void Enrollment_begins_in_January_2015_and_grows_until_today()
    {
        Assert.Equal(SyntheticRegistry.Opening, Cards[0].IssuedOn);
        Assert.Equal(Today, Cards[^1].IssuedOn);
        Assert.Equal(Cards.Select(card => card.IssuedOn).Order(), Cards.Select(card => card.IssuedOn));
        var years = Enumerable.Range(2015, 11).Select(year => Cards.Count(card => card.IssuedOn.Year == year)).ToList();
        Assert.Equal(years.Order(), years);
        Assert.InRange(years[^1] / (double)years[0], 2.3, 3.2);
    }

    [Fact]
    public void Names_vary_and_no_word_has_nine_letters()
    {
        Assert.True(SyntheticNames.First.Length >= 100);
        Assert.True(SyntheticNames.Last.Length >= 100);
        Assert.Equal(SyntheticNames.First.Distinct(), SyntheticNames.First);
        Assert.Equal(SyntheticNames.Last.Distinct(), SyntheticNames.Last);
        Assert.All(Cards, card => Assert.All($"{card.LegalName} {card.Street}".Split(' '), word => Assert.InRange(word.Trim(',').Length, 1, 8)));
    }

    [Fact]
    public void Lines_written_are_read_back_the_same()
    {
        using var file = new MemoryStream();
        var writer = new RegistryWriter(file, withReplaces: false);
        writer.WriteHeader(ExportManifest.None);
        foreach (var card in Cards) writer.Write(card);
        writer.Flush();
        file.Position = 0;
        var read = new RegistryReader(file).Read(bad => Assert.Fail(bad.Problem.At(bad.LineNumber)));
        Assert.Equal(Cards, read.Select(card => card with { LineNumber = 0 }));
    }

    private static void AssertShare(double expected, Func<RegistryLine, bool> predicate) =>
        Assert.InRange(Cards.Count(predicate) / (double)Count, expected - 0.005, expected + 0.005);
}
