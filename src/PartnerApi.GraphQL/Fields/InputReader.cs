using System.Linq.Expressions;
using System.Reflection;
using PartnerApi.Core;

namespace PartnerApi.GraphQL.Fields;

/// <summary>Creates an input type's C# object from the values of its fields; compiled once for each type.</summary>
internal static class InputReader<T>
    where T : class
{
    private static readonly Func<IDictionary<string, object?>, T> Function = Compile();

    /// <summary>Creates the object. A missing field is null.</summary>
    /// <exception cref="InvalidArgumentException">A variable is null in a position that must not be null.</exception>
    public static T Read(IDictionary<string, object?> fields) => Function(fields);

    private static Func<IDictionary<string, object?>, T> Compile()
    {
        var fields = Expression.Parameter(typeof(IDictionary<string, object?>), "fields");
        var properties = typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Select(property => Expression.Bind(property, Value(property, fields)));
        return Expression.Lambda<Func<IDictionary<string, object?>, T>>(Expression.MemberInit(Expression.New(typeof(T)), properties), fields).Compile();
    }

    private static MethodCallExpression Value(PropertyInfo property, ParameterExpression fields)
    {
        var shape = Declarations.TypeShape.Of(property);
        var given = Expression.Call(typeof(InputReader<T>), nameof(Given), [], fields, Expression.Constant(WireNames.FromProperty(property.Name)));
        var (method, type) = shape.Item is not null ? (nameof(FieldFunctions.Items), property.PropertyType.GetGenericArguments()[0])
            : (shape.Nullable ? nameof(FieldFunctions.Optional) : nameof(FieldFunctions.Required), property.PropertyType);
        return Expression.Call(typeof(FieldFunctions), method, [type], given);
    }

    private static object? Given(IDictionary<string, object?> fields, string name) => fields.TryGetValue(name, out var value) ? value : null;
}
