namespace PartnerApi.Policy.Tests;

public class UsageRuleTests
{
    private const string Ever = """{"kind":"ever","most":1}""";
    private const string Twice = """{"kind":"ever","most":2}""";
    private const string Year = """{"kind":"perYear","most":1}""";
    private const string TwiceAYear = """{"kind":"perYear","most":2}""";
    private const string Days365 = """{"kind":"perDays","days":365,"most":1}""";
    private const string Daily = """{"kind":"perDays","days":1,"most":1}""";
    private const string ThreeAWeek = """{"kind":"perDays","days":7,"most":3}""";

    /// <summary>Rule, days of uses, today, whether one more is allowed.</summary>
    public static TheoryData<string, string, string, bool> Decisions => new()
    {
        { Ever, "", "2026-03-01", true },
        { Ever, "2015-01-12", "2026-03-01", false },
        { Twice, "2015-01-12", "2026-03-01", true },
        { Twice, "2015-01-12 2016-01-12", "2026-03-01", false },
        { Year, "2025-12-31", "2026-01-01", true },
        { Year, "2026-01-01", "2026-12-31", false },
        { TwiceAYear, "2026-01-01", "2026-12-31", true },
        { TwiceAYear, "2026-01-01 2026-12-31", "2026-12-31", false },
        { Days365, "2026-03-01", "2026-03-01", false },
        { Days365, "2026-03-01", "2027-02-28", false },
        { Days365, "2026-03-01", "2027-03-01", true },
        { Days365, "2027-03-01", "2026-03-01", false },
        { Daily, "2026-03-01", "2026-03-01", false },
        { Daily, "2026-02-28", "2026-03-01", true },
        { ThreeAWeek, "2026-03-01 2026-03-02 2026-03-06", "2026-03-07", false },
        { ThreeAWeek, "2026-03-01 2026-03-02 2026-03-06", "2026-03-08", true },
        { ThreeAWeek, "2026-03-05 2026-03-05 2026-03-05 2026-03-06", "2026-03-07", false },
        { Days365, "0001-01-01", "0001-01-01", false },
        { Days365, "9999-12-01", "9999-12-31", false },
    };

    [Theory]
    [MemberData(nameof(Decisions))]
    public void Uses_are_counted_over_the_period(string json, string used, string today, bool allowed)
    {
        var rule = UsageRule.Parse(json);
        var uses = used.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Day.Of).ToList();
        Assert.Equal(allowed, rule.Allows(uses.Count(use => use >= rule.CountsFrom(Day.Of(today)))));
        Assert.Equal(json, rule.ToJson());
    }

    [Theory]
    [InlineData(Ever, "2026-03-01", null)]
    [InlineData(Year, "2026-03-01", "2026-12-31")]
    [InlineData(Year, "2026-12-31", "2026-12-31")]
    [InlineData(Days365, "2026-03-01", "2027-02-28")]
    [InlineData(Days365, "2024-02-29", "2025-02-27")]
    [InlineData(Daily, "2026-03-01", "2026-03-01")]
    [InlineData(Days365, "9999-06-01", "9999-12-31")]
    public void Entitlement_ends_with_the_period(string json, string used, string? until) =>
        Assert.Equal(until is null ? null : Day.Of(until), UsageRule.Parse(json).ValidUntil(Day.Of(used)));

    [Theory]
    [InlineData("""{"kind":"ever"}""", Ever)]
    [InlineData("""{"most":2,"kind":"perYear"}""", TwiceAYear)]
    [InlineData("""{"days":365,"kind":"perDays"}""", Days365)]
    public void Most_is_one_by_default(string json, string same) => Assert.Equal(UsageRule.Parse(same), UsageRule.Parse(json));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"kind":"ever,perYear"}""")]
    [InlineData("""{"kind":"perYear,perDays"}""")]
    [InlineData("""{"kind":0}""")]
    [InlineData("""{"kind":"perDays"}""")]
    [InlineData("""{"kind":"perDays","days":0}""")]
    [InlineData("""{"kind":"perDays","days":36501}""")]
    [InlineData("""{"kind":"perDays","days":1.5}""")]
    [InlineData("""{"kind":"perYear","days":365}""")]
    [InlineData("""{"kind":"ever","most":0}""")]
    [InlineData("""{"kind":"ever","most":1001}""")]
    [InlineData("""{"kind":"ever","most":null}""")]
    [InlineData("""{"kind":"ever","most":1,"most":2}""")]
    [InlineData("""{"kind":"ever","other":1}""")]
    [InlineData("""{"kind":"ever"} {}""")]
    public void Invalid_rule_is_rejected(string json) => Assert.Throws<FormatException>(() => UsageRule.Parse(json));
}
