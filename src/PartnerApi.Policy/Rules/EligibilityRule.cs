using System.Text.Json.Serialization;

namespace PartnerApi.Policy.Rules;

/// <summary>
/// A benefit's condition as data, for example
/// <c>{"kind":"anyOf","rules":[{"kind":"age","min":13},{"kind":"residentOf","boroughs":["Brooklyn"]}]}</c>.
/// A new kind needs a class beside this one, a line below, and a table of test cases.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = RuleJson.Kind)]
[JsonDerivedType(typeof(AgeRule), "age")]
[JsonDerivedType(typeof(IssuedWithinRule), "issuedWithin")]
[JsonDerivedType(typeof(ResidentOfRule), "residentOf")]
[JsonDerivedType(typeof(EffectiveRule), "effective")]
[JsonDerivedType(typeof(AllOfRule), "allOf")]
[JsonDerivedType(typeof(AnyOfRule), "anyOf")]
[JsonDerivedType(typeof(AnyoneRule), "anyone")]
public abstract record EligibilityRule
{
    /// <summary>The deepest nesting of rules. A rule without nested rules has depth 1.</summary>
    public const int MaxDepth = 8;

    /// <summary>The longest text of a rule, in bytes of UTF-8.</summary>
    public const int MaxBytes = 4096;

    /// <summary>Parses a rule. Unknown, duplicate, missing and invalid members are rejected.</summary>
    /// <param name="json">One JSON object with a <c>kind</c>, at most <see cref="MaxBytes"/> long.</param>
    /// <exception cref="FormatException">The text is not a rule. The message contains the JSON path of the error.</exception>
    public static EligibilityRule Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return RuleJson.Read(json);
    }

    /// <summary>Whether the facts meet the condition on a day in the city's time zone. Every part is evaluated, whatever the result of the others.</summary>
    public abstract bool Holds(in CardFacts facts, DateOnly today);

    /// <summary>The rule as JSON without white space, readable by <see cref="Parse"/>.</summary>
    public string ToJson() => RuleJson.Write(this);

    /// <summary>The same as <see cref="ToJson"/>: a rule contains no personal data.</summary>
    public sealed override string ToString() => ToJson();
}

/// <summary>Decides whether a card's holder may have a benefit, without giving a reason.</summary>
public static class Eligibility
{
    /// <summary>
    /// Whether the card is valid and the rule holds. The rule is always evaluated in full, so that the duration does not reveal which condition failed.
    /// </summary>
    public static bool Decide(CardTerms terms, in CardFacts facts, EligibilityRule rule, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return Validity.IsValid(terms, today) & rule.Holds(in facts, today);
    }
}
