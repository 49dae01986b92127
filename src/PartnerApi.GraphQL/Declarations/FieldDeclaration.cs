using System.Reflection;
using PartnerApi.Policy;

namespace PartnerApi.GraphQL.Declarations;

/// <summary>A field as declared in C#, for all audiences.</summary>
/// <param name="TypeName">The schema type that has the field.</param>
/// <param name="Name">The field's name in the schema.</param>
/// <param name="Description">The text that introspection and the committed SDL show.</param>
/// <param name="Requirement">The required scopes, including those of its type; null if it is open to every caller.</param>
/// <param name="Member">The property or method that returns its value.</param>
/// <param name="Shape">The type of the field's value.</param>
/// <param name="Arguments">In the order of the C# parameters.</param>
/// <param name="Most">How many times one request may select it; null without a limit.</param>
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
    /// <summary>Whether a token with these scopes can reach the field.</summary>
    public bool IsReachableWith(IReadOnlySet<string> scopes) => Requirement?.IsSatisfiedBy(scopes) ?? true;
}

/// <summary>An argument of a field.</summary>
/// <param name="Name">Its name in the schema.</param>
/// <param name="Description">Its description in the schema.</param>
/// <param name="Shape">The type of its values.</param>
/// <param name="Parameter">The C# parameter for its value; the default value of the parameter is that of the argument.</param>
internal sealed record ArgumentDeclaration(string Name, string Description, TypeShape Shape, ParameterInfo Parameter)
{
    /// <summary>Its default value; null without a default.</summary>
    public object? Default => Parameter.HasDefaultValue ? Parameter.DefaultValue : null;
}

/// <summary>An output type.</summary>
/// <param name="Class">The class with the attributes; null for a root, whose fields come from several classes.</param>
/// <param name="Name">The type's name in the schema.</param>
/// <param name="Description">Its description in the schema.</param>
/// <param name="Fields">All fields, including those that other features add, in the order of declaration.</param>
internal sealed record TypeDeclaration(Type? Class, string Name, string Description, IReadOnlyList<FieldDeclaration> Fields);
