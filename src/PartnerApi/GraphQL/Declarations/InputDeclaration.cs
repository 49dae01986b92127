using System.Reflection;

namespace PartnerApi.GraphQL.Declarations;

/// <summary>A type that comes in: its C# class, its name and its fields. Its fields are covered by the scopes of the field it is an argument of.</summary>
/// <param name="Class">The class that carries the attributes.</param>
/// <param name="Name">The type's name in the schema.</param>
/// <param name="Description">For the partner who reads the schema.</param>
/// <param name="Fields">Its fields, in the order of declaration.</param>
internal sealed record InputDeclaration(Type Class, string Name, string Description, IReadOnlyList<InputFieldDeclaration> Fields);

/// <summary>One field of an input type.</summary>
/// <param name="Name">Its name in the schema.</param>
/// <param name="Description">For the partner who reads the schema.</param>
/// <param name="Shape">What it takes.</param>
/// <param name="Property">The C# property it fills.</param>
internal sealed record InputFieldDeclaration(string Name, string Description, TypeShape Shape, PropertyInfo Property);
