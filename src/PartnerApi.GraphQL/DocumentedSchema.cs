namespace PartnerApi.GraphQL;

/// <summary>A kind of schema type.</summary>
public enum DocumentedKind
{
    /// <summary>A type that fields return.</summary>
    Object,

    /// <summary>A type that arguments take.</summary>
    Input,

    /// <summary>A list of values.</summary>
    Enum,

    /// <summary>A value without parts.</summary>
    Scalar,
}

/// <summary>A type of a committed schema, for its reference page. No part knows which engine parsed it.</summary>
/// <param name="Kind">The kind of the type.</param>
/// <param name="Name">The type's name.</param>
/// <param name="Description">The type's description.</param>
/// <param name="Members">The fields of an object or input type, or the values of an enum.</param>
/// <param name="Specification">The address of the specification of a scalar's format; null without one.</param>
public sealed record DocumentedType(DocumentedKind Kind, string Name, string Description, IReadOnlyList<DocumentedMember> Members, string? Specification);

/// <summary>A field, an argument, or an enum value.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">Its description.</param>
/// <param name="Type">The type as in the SDL, such as <c>[CardNumber!]!</c>; empty for an enum value.</param>
/// <param name="Default">The default value as in the SDL; null without one.</param>
/// <param name="Arguments">The arguments of a field.</param>
/// <param name="Scopes">The required scopes: all of one inner list. Empty if none is required.</param>
/// <param name="Deprecation">Why it is deprecated, and since when; null if it is not.</param>
public sealed record DocumentedMember(
    string Name,
    string Description,
    string Type,
    string? Default,
    IReadOnlyList<DocumentedMember> Arguments,
    IReadOnlyList<IReadOnlyList<string>> Scopes,
    string? Deprecation);
