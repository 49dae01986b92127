using System.Text.Json.Serialization;
using PartnerApi.Policy.Rules;

namespace PartnerApi.Policy;

/// <summary>
/// A benefit's condition as data, for example
/// <c>{"kind":"anyOf","rules":[{"kind":"age","min":13},{"kind":"residentOf","boroughs":["Brooklyn"]}]}</c>.
/// A new kind is one class in <c>Rules/</c>, one line below, and one table of cases.
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
    /// <summary>How deep rules may be nested; a rule that holds no others has depth 1.</summary>
    public const int MaxDepth = 8;

    /// <summary>The longest text of a rule, in bytes of UTF-8.</summary>
    public const int MaxBytes = 4096;

    /// <summary>Reads a rule. Nothing unknown, doubled, missing or without sense is let through.</summary>
    /// <param name="json">One JSON object with a <c>kind</c>, at most <see cref="MaxBytes"/> long.</param>
    /// <exception cref="FormatException">The text is no such rule; the message names the place as a JSON path.</exception>
    public static EligibilityRule Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return RuleJson.Read(json);
    }

    /// <summary>Whether the facts meet the condition on a day in the city's time zone. Every part is evaluated, whatever the others said.</summary>
    public abstract bool Holds(in CardFacts facts, DateOnly today);

    /// <summary>The rule as <see cref="Parse"/> reads it, without white space.</summary>
    public string ToJson() => RuleJson.Write(this);

    /// <summary>The same as <see cref="ToJson"/>: a rule holds nothing about a person.</summary>
    public sealed override string ToString() => ToJson();
}
