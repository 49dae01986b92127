using System.Reflection;
using PartnerApi.Core;

namespace PartnerApi.GraphQL.Declarations;

/// <summary>The schema type of a C# type: a named type, its nullability, and, for a list, the type of its items.</summary>
/// <param name="Named">The C# type with a name in the schema (for lists, that of the innermost item).</param>
/// <param name="Nullable">Whether it is nullable.</param>
/// <param name="Item">The shape of a list's items; null if it is not a list.</param>
/// <param name="IsId">Whether it is a string with the type <c>ID</c>.</param>
internal sealed record TypeShape(Type Named, bool Nullable, TypeShape? Item, bool IsId)
{
    private static readonly NullabilityInfoContext Nullability = new();

    public static TypeShape Of(PropertyInfo property) => Of(property.PropertyType, Lookup(() => Nullability.Create(property)), HasId(property));

    /// <summary>The shape of a method's return value.</summary>
    public static TypeShape Of(MethodInfo method) =>
        Of(method.ReturnType, Lookup(() => Nullability.Create(method.ReturnParameter)), HasId(method));

    public static TypeShape Of(ParameterInfo parameter) =>
        Of(parameter.ParameterType, Lookup(() => Nullability.Create(parameter)), parameter.IsDefined(typeof(IdAttribute)));

    private static TypeShape Of(Type type, NullabilityInfo info, bool isId)
    {
        if ((Generic(type, typeof(Task<>)) ?? Generic(type, typeof(ValueTask<>))) is { } later) return Of(later, info.GenericTypeArguments[0], isId);
        if (Generic(type, typeof(Outcome<>)) is { } answer)
            return Of(answer, info.GenericTypeArguments[0], isId) with { Nullable = true };
        if (System.Nullable.GetUnderlyingType(type) is { } value)
            return new TypeShape(value, true, null, isId);
        var nullable = !type.IsValueType && info.ReadState == NullabilityState.Nullable;
        if (Generic(type, typeof(IReadOnlyList<>)) is { } element)
        {
            var item = Of(element, info.GenericTypeArguments[0], isId);
            return new TypeShape(item.Named, nullable, item, isId);
        }

        return new TypeShape(type, nullable, null, isId);
    }

    private static Type? Generic(Type type, Type definition) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == definition ? type.GetGenericArguments()[0] : null;

    private static bool HasId(MemberInfo member) => member.IsDefined(typeof(IdAttribute));

    // NullabilityInfoContext is not thread-safe.
    private static NullabilityInfo Lookup(Func<NullabilityInfo> create)
    {
        lock (Nullability) return create();
    }
}
