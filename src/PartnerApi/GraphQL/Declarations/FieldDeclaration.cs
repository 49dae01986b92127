using System.Reflection;
using PartnerApi.Policy;

namespace PartnerApi.GraphQL.Declarations;

/// <summary>One field as declared in C#, before any audience is looked at.</summary>
/// <param name="TypeName">The schema type it belongs to.</param>
/// <param name="Name">Its name in the schema.</param>
/// <param name="Description">For the partner who reads the schema.</param>
/// <param name="Requirement">The scopes it needs, its type's included; null when it is open to every caller.</param>
/// <param name="Member">The property or method that answers.</param>
/// <param name="Shape">What it gives.</param>
/// <param name="Arguments">What it takes from the caller.</param>
/// <param name="Most">How often one request may select it; null for as often as it likes.</param>
internal sealed record FieldDeclaration(
    string TypeName,
    string Name,
    string Description,
    ScopeRequirement? Requirement,
    MemberInfo Member,
    TypeShape Shape,
    IReadOnlyList<ArgumentDeclaration> Arguments,
    int? Most)
{
    /// <summary>Whether some token of the audience could reach the field.</summary>
    public bool IsReachableWith(IReadOnlySet<string> scopes) => Requirement?.IsSatisfiedBy(scopes) ?? true;
}

/// <summary>One argument of a field.</summary>
/// <param name="Name">Its name in the schema.</param>
/// <param name="Description">For the partner who reads the schema.</param>
/// <param name="Shape">What it takes.</param>
/// <param name="Parameter">The C# parameter it fills; its default value is the argument's.</param>
internal sealed record ArgumentDeclaration(string Name, string Description, TypeShape Shape, ParameterInfo Parameter)
{
    /// <summary>What it is when it is not given; null when there is no such value.</summary>
    public object? Default => Parameter.HasDefaultValue ? Parameter.DefaultValue : null;
}

/// <summary>A type that goes out: its C# class, its name and its fields.</summary>
/// <param name="Class">The class that carries the attributes; null for a root, whose fields come from many classes.</param>
/// <param name="Name">The type's name in the schema.</param>
/// <param name="Description">For the partner who reads the schema.</param>
/// <param name="Fields">All fields, those added by other features included, in the order of declaration.</param>
internal sealed record TypeDeclaration(Type? Class, string Name, string Description, IReadOnlyList<FieldDeclaration> Fields);
