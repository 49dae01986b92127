namespace PartnerApi.Policy.Tests;

public class ScopeRequirementTests
{
    public static TheoryData<string, string, bool> Cases => new()
    {
        // requirement (or: "|", and: "+"), scopes of the token, satisfied
        { "card:validity", "", false },
        { "card:validity", "card:validity", true },
        { "card:validity", "card:validity card:expiry", true },
        { "card:validity", "card:expiry", false },
        { "card:validity", "CARD:VALIDITY", false },
        { "card:validity", "card:validity2", false },
        { "card:validity", "card", false },
        { "card:validity+card:expiry", "card:validity", false },
        { "card:validity+card:expiry", "card:expiry", false },
        { "card:validity+card:expiry", "card:expiry card:validity", true },
        { "card:validity|holder:read", "holder:read", true },
        { "card:validity|holder:read", "card:status", false },
        { "a+b|c", "a", false },
        { "a+b|c", "a b", true },
        { "a+b|c", "c", true },
        { "a+b|c+d", "a c", false },
        { "a+b|c+d", "a d", false },
        { "a+b|b+c", "a c", false },
        { "a+a", "a", true },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Requirement_is_met_by_all_scopes_of_one_group(string requirement, string carried, bool expected)
    {
        var scopes = carried.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet();
        Assert.Equal(expected, Parse(requirement).IsSatisfiedBy(scopes));
    }

    /// <summary>Tests all requirements over three scopes (each set of non-empty groups) against all sets of scopes.</summary>
    [Fact]
    public void Every_requirement_over_three_scopes_matches_its_definition()
    {
        for (var requirement = 1; requirement < 1 << 7; requirement++)
        {
            int[] groups = [.. Enumerable.Range(1, 7).Where(group => (requirement & 1 << (group - 1)) != 0)];
            AssertAsDefined(groups, scopeCount: 3);
        }
    }

    [Fact]
    public void Large_requirements_match_their_definition_for_all_subsets()
    {
        AssertAsDefined([0b0000000011], scopeCount: 10);
        AssertAsDefined([0b1111111111], scopeCount: 10);
        AssertAsDefined([0b1000000001, 0b0111000000, 0b0000011110], scopeCount: 10);
        AssertAsDefined([.. Enumerable.Range(0, 10).Select(scope => 1 << scope)], scopeCount: 10);
    }

    [Fact]
    public void Additional_scope_never_removes_access()
    {
        var requirement = Parse("s0+s1|s2+s3+s4|s1+s5");
        for (var mask = 0; mask < 1 << 6; mask++)
        {
            if (!requirement.IsSatisfiedBy(Scopes(mask, 6))) continue;
            for (var more = 0; more < 6; more++) Assert.True(requirement.IsSatisfiedBy(Scopes(mask | 1 << more, 6)));
        }
    }

    [Fact]
    public void Requirement_that_every_token_or_none_meets_is_rejected()
    {
        string[]?[][] meaningless = [[], [[]], [["a"], []], [["a"], null], [[""]], [["a", " "]], [["a", null!]]];
        Assert.All(meaningless, anyOf => Assert.Throws<ArgumentException>(() => new ScopeRequirement(anyOf!)));
    }

    [Fact]
    public void Requirement_is_an_immutable_copy()
    {
        string[][] groups = [["a"]];
        var requirement = new ScopeRequirement(groups);
        groups[0][0] = "b";
        Assert.Equal([["a"]], requirement.AnyOf);
        Assert.False(requirement.IsSatisfiedBy(new HashSet<string> { "b" }));
        Assert.Throws<NotSupportedException>(() => ((IList<string>)requirement.AnyOf[0])[0] = "b");
        Assert.Throws<NotSupportedException>(() => ((System.Collections.IList)requirement.AnyOf).Clear());
    }

    private static void AssertAsDefined(int[] groups, int scopeCount)
    {
        var requirement = new ScopeRequirement([.. groups.Select(group => Scopes(group, scopeCount).ToArray())]);
        for (var mask = 0; mask < 1 << scopeCount; mask++)
            Assert.Equal(groups.Any(group => (group & mask) == group), requirement.IsSatisfiedBy(Scopes(mask, scopeCount)));
    }

    private static HashSet<string> Scopes(int mask, int count) =>
        [.. Enumerable.Range(0, count).Where(scope => (mask & 1 << scope) != 0).Select(scope => $"s{scope}")];

    private static ScopeRequirement Parse(string requirement) => new([.. requirement.Split('|').Select(group => group.Split('+'))]);
}
