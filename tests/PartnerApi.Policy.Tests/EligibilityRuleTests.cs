using System.Reflection;
using System.Text.Json.Serialization;
using PartnerApi.Policy.Rules;

namespace PartnerApi.Policy.Tests;

public class EligibilityRuleTests
{
    private static readonly Type[] Kinds = [.. typeof(EligibilityRule).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(EligibilityRule)))];

    public static TheoryData<string, string> Refused => new()
    {
        // text, message
        { "", "At line 1, byte 1: malformed JSON." },
        { "{", "At line 1, byte 2: malformed JSON." },
        { """{"kind":"anyone"} x""", "At line 1, byte 19: malformed JSON." },
        { """{"kind":"anyone",}""", "At line 1, byte 18: malformed JSON." },
        { """{"kind":"anyone"/**/}""", "At line 1, byte 17: malformed JSON." },
        { "null", "At $: a rule must be an object." },
        { "[]", "At $: a rule must be an object." },
        { "\"anyone\"", "At $: a rule must be an object." },
        { "{}", "At $: \"kind\" is missing." },
        { """{"min":18}""", "At $: \"kind\" is missing." },
        { """{"Kind":"anyone"}""", "At $: \"kind\" is missing." },
        { """{"kind":"anyone","kind":"anyone"}""", "At $: \"kind\" occurs twice." },
        { """{"kind":"age","min":18,"min":18}""", "At $: \"min\" occurs twice." },
        { """{"kind":"age","Min":18}""", "At $: \"Min\" is not a member of \"age\"." },
        { """{"kind":"anyone","$type":1}""", "At $: a member with an unusual name is not a member of \"anyone\"." },
        { """{"kind":"anyone","\u001b[2J":1}""", "At $: a member with an unusual name is not a member of \"anyone\"." },
        { """{"kind":"\ud800"}""", "At $: the rule contains invalid Unicode." },
        { """{"kind":"anyone","\udfff":1}""", "At $: the rule contains invalid Unicode." },
        { """{"kind":"anyOf","rules":[{"kind":"anyone"},{"kind":"age","min":9,"max":8}]}""", "At $.rules[1]: \"min\" is greater than \"max\"." },
        {
            """{"kind":"allOf","rules":[{"kind":"anyOf","rules":[{"kind":"age","max":"8"}]}]}""",
            "At $.rules[0].rules[0].max: expected a whole number."
        },
        { """{"kind":"allOf","rules":[{"kind":"anyOf","rules":[]}]}""", "At $.rules[0]: \"rules\" must not be empty." },
        { """{"kind":"allOf","rules":[{"min":1}]}""", "At $.rules[0]: \"kind\" is missing." },
    };

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public void Invalid_rule_is_rejected_with_its_position(string json, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => EligibilityRule.Parse(json)).Message);

    [Theory]
    [InlineData("\"Anyone\"")]
    [InlineData("\"\"")]
    [InlineData("7")]
    [InlineData("null")]
    [InlineData("[\"anyone\"]")]
    public void Unknown_kind_is_rejected_with_a_list_of_kinds(string kind)
    {
        var known = typeof(EligibilityRule).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(attribute => attribute.TypeDiscriminator);
        var error = Assert.Throws<FormatException>(() => EligibilityRule.Parse($$"""{"kind":{{kind}}}"""));
        Assert.Equal($"At $.kind: unknown kind; use one of {string.Join(", ", known)}.", error.Message);
    }

    [Theory]
    [InlineData(8, null)]
    [InlineData(9, "At $.rules[0].rules[0].rules[0].rules[0].rules[0].rules[0].rules[0].rules[0]: rules must not be nested more than 8 deep.")]
    [InlineData(30, "At $.rules[0].rules[0].rules[0].rules[0].rules[0].rules[0].rules[0].rules[0]: rules must not be nested more than 8 deep.")]
    [InlineData(100, "At line 1, byte")]
    public void Nesting_is_limited_to_eight(int depth, string? message)
    {
        var json = """{"kind":"residentOf","boroughs":["Queens"]}""";
        for (var level = 1; level < depth; level++) json = $$"""{"kind":"allOf","rules":[{{json}}]}""";
        if (message is null) Assert.Equal(json, EligibilityRule.Parse(json).ToJson());
        else Assert.StartsWith(message, Assert.Throws<FormatException>(() => EligibilityRule.Parse(json)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Length_is_limited_to_four_kilobytes()
    {
        const string Rule = """{"kind":"anyone"}""";
        Assert.Equal(Rule, EligibilityRule.Parse(Rule.PadLeft(4096)).ToJson());
        var error = Assert.Throws<FormatException>(() => EligibilityRule.Parse(Rule.PadLeft(4097)));
        Assert.Equal("At $: the rule must not exceed 4096 bytes.", error.Message);
        // The limit is in bytes, not characters.
        Assert.Throws<FormatException>(() => EligibilityRule.Parse($$"""{"kind":"{{new string('é', 2050)}}"}"""));
    }

    /// <summary>A text that is cut off, or has one character deleted or replaced, is a rule or a format error and causes no other exception.</summary>
    [Fact]
    public void Damaged_text_is_a_rule_or_a_format_error()
    {
        const string Rule = """{"kind":"anyOf","rules":[{"kind":"age","min":13,"max":17},{"kind":"residentOf","boroughs":["Queens"]}]}""";
        foreach (var i in Enumerable.Range(0, Rule.Length))
        {
            string[] replacements = ["", "\"", "\\", "{", "}", "[", "]", ",", ":", "0", "-", "e", "n", "\0", "\uD800", "\uFEFF", "\u202E"];
            foreach (var text in replacements.Select(with => Rule[..i] + with + Rule[(i + 1)..]).Append(Rule[..i]))
            {
                if (Record.Exception(() => EligibilityRule.Parse(text)) is { } error) Assert.IsType<FormatException>(error);
            }
        }
    }

    [Fact]
    public void Kind_may_be_anywhere_and_is_written_first() =>
        Assert.Equal("""{"kind":"age","min":1,"max":2}""", EligibilityRule.Parse(""" { "max": 2, "kind": "age", "min": 1 } """).ToJson());

    [Fact]
    public void Text_form_is_JSON() => Assert.Equal("""{"kind":"anyone"}""", EligibilityRule.Parse("""{"kind":"anyone"}""").ToString());

    [Fact]
    public void Every_kind_is_registered_under_its_name_and_sealed()
    {
        var registered = typeof(EligibilityRule).GetCustomAttributes<JsonDerivedTypeAttribute>().ToDictionary(kind => kind.DerivedType);
        Assert.Equal(Kinds.ToHashSet(), registered.Keys.ToHashSet());
        Assert.All(Kinds, type =>
        {
            Assert.True(type.IsSealed);
            Assert.Equal(type.Name, $"{registered[type].TypeDiscriminator}Rule", ignoreCase: true);
        });
    }

    [Fact]
    public void Every_kind_has_a_table_of_test_cases()
    {
        var tables = Assembly.GetExecutingAssembly().GetTypes().Where(type => type.IsSubclassOf(typeof(Rules.RuleTable))).Select(type => type.Name);
        Assert.Equal(Kinds.Select(type => $"{type.Name}Tests").Order(), tables.Order());
    }
}
