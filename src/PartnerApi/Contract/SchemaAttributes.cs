using PartnerApi.Core;

namespace PartnerApi.Contract;

/// <summary>
/// Marks a class written for going out; its public properties and methods are the fields of the named type. No other class can go out.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class SchemaTypeAttribute(string name) : Attribute
{
    /// <summary>The type's name in the schema.</summary>
    public string Name { get; } = name;
}

/// <summary>Marks a class whose public methods and properties are fields of the query root.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class QueryFieldsAttribute : Attribute;

/// <summary>
/// Marks a class whose public methods are fields of the mutation root. They are answered one after another, each with a session of its own making:
/// the question's is over by then. All that a mutation gives must be reachable with the scopes that it requires itself, so that nothing is
/// refused after the effect.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class MutationFieldsAttribute : Attribute;

/// <summary>
/// Marks a class written for coming in: an argument of several described properties, each with an <c>init</c> accessor. What may be null may be left
/// out; whatever else is given is refused.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class SchemaInputAttribute(string name) : Attribute
{
    /// <summary>The type's name in the schema.</summary>
    public string Name { get; } = name;
}

/// <summary>Marks a class whose public methods are fields of another feature's type; each takes the parent object as its first parameter.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class ExtendsTypeAttribute(Type type) : Attribute
{
    /// <summary>The extended class; it carries <see cref="SchemaTypeAttribute"/>.</summary>
    public Type Type { get; } = type;
}

/// <summary>
/// Marks a method's parameter as a field argument and describes it for the partner who reads the schema. The argument is covered
/// by its field's scopes. Parameters without it are filled by the gateway (the parent object, the question) and are in no schema.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
internal sealed class ArgumentAttribute(string description) : Attribute
{
    /// <summary>What the argument means.</summary>
    public string Description { get; } = description;
}

/// <summary>
/// Marks a field that may give nothing for a reason that the disclosure record must not show: the record lists what was selected below it either way.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Method)]
internal sealed class DisclosesSelectionAttribute : Attribute;

/// <summary>
/// Bounds how often one request may select the field, over all its aliases: for fields whose cost an alias multiplies. The schema says so in the field's
/// description; what is over the bound is <see cref="ErrorCode.LimitExceeded"/> in its place.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Method)]
internal sealed class MostPerRequestAttribute(int most) : Attribute
{
    /// <summary>The most often.</summary>
    public int Most { get; } = most;
}

/// <summary>Marks a string as an opaque identifier (<c>ID</c> in the schema).</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Method | AttributeTargets.Parameter)]
internal sealed class IdAttribute : Attribute;
