using PartnerApi.Core;

namespace PartnerApi.GraphQL;

/// <summary>
/// Marks an output class: its public properties and methods are the fields of the named type. No other class can be returned to callers.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SchemaTypeAttribute(string name) : Attribute
{
    /// <summary>The type's name in the schema.</summary>
    public string Name { get; } = name;
}

/// <summary>Marks a class whose public methods and properties are fields of the query root.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class QueryFieldsAttribute : Attribute;

/// <summary>
/// Marks a class whose public methods are fields of the mutation root. They run one after another, each with its own session: the request's session has
/// ended by then. All fields of a mutation's payload must be reachable with the scopes of the mutation itself, so that nothing is refused after the
/// effect.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class MutationFieldsAttribute : Attribute;

/// <summary>
/// Marks a class of query fields that read more of the store than cards by number. The request begins its transaction before it resolves such a field, because
/// beginning it there would block a thread.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ReadsStoreAttribute : Attribute;

/// <summary>
/// Marks an input class: an argument with several described properties, each with an <c>init</c> accessor. Nullable properties may be omitted. Other
/// fields are rejected.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SchemaInputAttribute(string name) : Attribute
{
    /// <summary>The type's name in the schema.</summary>
    public string Name { get; } = name;
}

/// <summary>Marks a class whose public methods are fields of another feature's type. Each takes the parent object as its first parameter.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ExtendsTypeAttribute(Type type) : Attribute
{
    /// <summary>The extended class; it carries <see cref="SchemaTypeAttribute"/>.</summary>
    public Type Type { get; } = type;
}

/// <summary>
/// Marks a method's parameter as a field argument and describes it for readers of the schema. The scopes of the field cover the argument. The gateway
/// supplies parameters without the attribute (the parent object, the request), which are in no schema.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ArgumentAttribute(string description) : Attribute
{
    /// <summary>The meaning of the argument.</summary>
    public string Description { get; } = description;
}

/// <summary>
/// Marks a field that may be null for a reason that the disclosure record must not reveal. The record lists the fields selected below it in any case.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Method)]
public sealed class DisclosesSelectionAttribute : Attribute;

/// <summary>
/// Limits how often one request may select the field, over all its aliases: for fields whose cost an alias multiplies. The schema states the limit in the
/// field's description. A selection over the limit returns <see cref="ErrorCode.LimitExceeded"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Method)]
public sealed class MostPerRequestAttribute(int most) : Attribute
{
    /// <summary>The limit.</summary>
    public int Most { get; } = most;
}

/// <summary>Marks a string as an opaque identifier (<c>ID</c> in the schema).</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Method | AttributeTargets.Parameter)]
public sealed class IdAttribute : Attribute;
