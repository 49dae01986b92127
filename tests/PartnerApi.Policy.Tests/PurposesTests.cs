using System.Text.RegularExpressions;

namespace PartnerApi.Policy.Tests;

public partial class PurposesTests
{
    public static TheoryData<Purpose, bool> Cases => new()
    {
        { Purpose.AccountOpening, true },
        { Purpose.Membership, true },
        { Purpose.LibraryRegistration, true },
        { Purpose.CardCare, true },
        { Purpose.DriversLicense, false },
        { Purpose.AirTravel, false },
        { Purpose.Passport, false },
        { Purpose.AlcoholOrTobacco, false },
        { Purpose.PublicAssistance, false },
        { Purpose.WorkAuthorization, false },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Acceptance_matches_the_gate(Purpose purpose, bool accepted)
    {
        Assert.Equal(accepted, Acceptances.Of(purpose).Accepted);
        Assert.Equal(accepted, !Purposes.NeverAccepted.Contains(purpose));
    }

    [Fact]
    public void Every_purpose_is_in_the_table_and_has_one_explanation()
    {
        Assert.Equal(Enum.GetValues<Purpose>(), Cases.Select(row => row.Data.Item1));
        Assert.Equal(Enum.GetValues<Purpose>(), Acceptances.All.Select(acceptance => acceptance.Purpose));
        Assert.Equal(Acceptances.All.Count, Acceptances.All.Select(acceptance => acceptance.Explanation).Distinct().Count());
    }

    [Fact]
    public void Undefined_purpose_has_no_explanation() => Assert.Throws<ArgumentOutOfRangeException>(() => Acceptances.Of((Purpose)99));

    [Fact]
    public void Explanation_has_one_or_two_plain_sentences()
    {
        foreach (var acceptance in Acceptances.All)
        {
            Assert.Matches(PlainSentences(), acceptance.Explanation);
            Assert.Equal(acceptance.Accepted, !Refuses().IsMatch(acceptance.Explanation));
        }
    }

    /// <summary>Texts that everybody can read must not reveal elements that a bank's schema hides.</summary>
    [Fact]
    public void Explanations_do_not_name_schema_elements()
    {
        string[] elements =
        [
            "viewer", "acceptance", "benefit", "benefits", "redemption", "redemptions", "redeem", "subject", "subjects", "enrollment",
            "holder", "holders", "eligibility", "eligible", "receipt", "status", "purpose", "borough", "address", "person", "legal", "purge",
        ];
        foreach (var acceptance in Acceptances.All)
        {
            var words = acceptance.Explanation.Split([' ', '.', ','], StringSplitOptions.RemoveEmptyEntries);
            Assert.Empty(words.Intersect(elements, StringComparer.OrdinalIgnoreCase));
        }
    }

    // Words in lower case after the first letter of a sentence: no camelCase, no UPPER_CASE, no quotation marks.
    [GeneratedRegex("^([A-Z][a-z]*([ ,'’]+[a-z]+)*\\. ?){1,2}$")]
    private static partial Regex PlainSentences();

    [GeneratedRegex("\\b(not|no)\\b")]
    private static partial Regex Refuses();
}
