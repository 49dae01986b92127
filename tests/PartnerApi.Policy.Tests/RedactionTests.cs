using System.Text.Json;

namespace PartnerApi.Policy.Tests;

public class RedactionTests
{
    private static readonly CardNumber Number = CardNumber.FromPayload(12_345_678_901_234);
    private static readonly CardFacts Facts = new(Day.Of("1987-06-05"), Borough.StatenIsland, Day.Of("2024-03-02"));
    private static readonly CardTerms Terms = new(CardState.Revoked, Day.Of("2024-03-02"), Day.Of("2031-09-08"));

    private sealed record Wrapper(CardNumber Number, CardFacts Facts, CardTerms Terms);

    [Fact]
    public void Text_form_reveals_nothing()
    {
        Assert.Equal("[card number]", Number.ToString());
        Assert.Equal("[card facts]", Facts.ToString());
        Assert.Equal("[card terms]", Terms.ToString());
    }

    [Fact]
    public void Interpolation_and_other_records_reveal_nothing()
    {
        foreach (var text in new[] { $"{Number} {Facts} {Terms}", new Wrapper(Number, Facts, Terms).ToString() })
        {
            foreach (var fact in new[] { "1234", "1987", "2024", "2031", "Staten", "Revoked" })
                Assert.DoesNotContain(fact, text, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public void Number_has_no_JSON_form() => Assert.Equal("{}", JsonSerializer.Serialize(Number));
}
