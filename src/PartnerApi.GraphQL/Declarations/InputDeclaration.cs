using System.Reflection;

namespace PartnerApi.GraphQL.Declarations;

/// <summary>An input type. The scopes of the field that has it as an argument apply to its fields.</summary>
/// <param name="Class">The class with the attributes.</param>
/// <param name="Name">The type's name in the schema.</param>
/// <param name="Description">Its description in the schema.</param>
/// <param name="Fields">Its fields, in the order of declaration.</param>
internal sealed record InputDeclaration(Type Class, string Name, string Description, IReadOnlyList<InputFieldDeclaration> Fields);

/// <summary>A field of an input type, with the C# property that receives its value.</summary>
internal sealed record InputFieldDeclaration(string Name, string Description, TypeShape Shape, PropertyInfo Property);
