using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;
using PartnerApi.Core;
using PartnerApi.GraphQL.Declarations;
using PartnerApi.GraphQL.Documents;

namespace PartnerApi.GraphQL.Fields;

/// <summary>The compiled member of a field.</summary>
/// <param name="call">The parent object, the arguments, and the request.</param>
/// <param name="instance">The object of the member's class that was created at startup; null if the member belongs to the parent object, or is static.</param>
internal delegate object? FieldFunction(FieldCall call, object? instance);

/// <summary>
/// Compiles a declared field to a call of its property or method. A method's parameters are the field's arguments, the request,
/// or the parent object. The instance is the parent, or, for classes that add fields to a type, an object created at startup. A member is compiled once in
/// a process, because audiences and hosts differ in their fields and instances, but not in the code of a field.
/// </summary>
internal sealed class FieldFunctions(IServiceProvider services)
{
    private static readonly MethodInfo RequiredMethod = Method(nameof(Required));
    private static readonly MethodInfo OptionalMethod = Method(nameof(Optional));
    private static readonly MethodInfo ItemsMethod = Method(nameof(Items));
    private static readonly MethodInfo InputMethod = Method(nameof(Input));
    private static readonly MethodInfo BoxMethod = Method(nameof(BoxAsync));
    private static readonly MethodInfo BoxValueMethod = Method(nameof(BoxValue));

    private static readonly GatewayError NullArgument = DocumentErrors.Invalid("A variable is null in a position that must not be null.");

    // The two boxed values, so that the most frequent field of a card allocates nothing.
    private static readonly object True = true;
    private static readonly object False = false;

    private static readonly ConcurrentDictionary<MemberInfo, FieldFunction> Compiled = [];

    private readonly Dictionary<Type, object> instances = [];

    /// <summary>The compiled field.</summary>
    /// <exception cref="SchemaDeclarationException">There is no value for a parameter.</exception>
    public static FieldFunction Of(FieldDeclaration field) => Compiled.GetOrAdd(field.Member, static (_, field) => Compile(field), field);

    /// <summary>The instance for the field's function, the same for all fields of a class.</summary>
    public object? InstanceOf(FieldDeclaration field)
    {
        var owner = field.Member.DeclaringType!;
        if (IsStatic(field.Member) || IsParent(owner)) return null;
        return instances.TryGetValue(owner, out var known) ? known : instances[owner] = ActivatorUtilities.CreateInstance(services, owner);
    }

    private static FieldFunction Compile(FieldDeclaration field)
    {
        var call = Expression.Parameter(typeof(FieldCall), "call");
        var instance = Expression.Parameter(typeof(object), "instance");
        var source = Expression.Property(call, nameof(FieldCall.Source));
        var owner = field.Member.DeclaringType!;
        Expression? target = IsStatic(field.Member) ? null : Expression.Convert(IsParent(owner) ? source : instance, owner);
        Expression value = field.Member switch
        {
            PropertyInfo property => Expression.Property(target, property),
            MethodInfo method => Expression.Call(target, method, method.GetParameters().Select(parameter => Fill(field, parameter, call))),
            _ => throw new SchemaDeclarationException([$"'{field.TypeName}.{field.Name}' is neither a property nor a method"]),
        };
        if (value.Type.IsGenericType && value.Type.GetGenericTypeDefinition() == typeof(Task<>))
            value = Expression.Call(BoxMethod.MakeGenericMethod(value.Type.GetGenericArguments()), value);
        if (value.Type.IsGenericType && value.Type.GetGenericTypeDefinition() == typeof(ValueTask<>))
            value = Expression.Call(BoxValueMethod.MakeGenericMethod(value.Type.GetGenericArguments()), value);
        return Expression.Lambda<FieldFunction>(value.Type == typeof(bool) ? Box(value) : Expression.Convert(value, typeof(object)), call, instance).Compile();
    }

    private static ConditionalExpression Box(Expression flag) =>
        Expression.Condition(flag, Expression.Constant(True, typeof(object)), Expression.Constant(False, typeof(object)));

    private static MethodInfo Method(string name) => typeof(FieldFunctions).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!;

    private static bool IsParent(Type owner) => owner.IsDefined(typeof(SchemaTypeAttribute));

    private static bool IsStatic(MemberInfo member) => member is MethodInfo { IsStatic: true } or PropertyInfo { GetMethod.IsStatic: true };

    private static Expression Fill(FieldDeclaration field, ParameterInfo parameter, Expression call)
    {
        // Two objects can describe the same parameter: when hosts start at the same time, the runtime creates one for each.
        var index = field.Arguments.ToList().FindIndex(argument => argument.Parameter.Position == parameter.Position);
        if (index >= 0)
        {
            var shape = field.Arguments[index].Shape;
            var (method, type) = parameter.ParameterType.IsDefined(typeof(SchemaInputAttribute)) ? (InputMethod, parameter.ParameterType)
                : shape.Item is not null ? (ItemsMethod, parameter.ParameterType.GetGenericArguments()[0])
                : (shape.Nullable ? OptionalMethod : RequiredMethod, parameter.ParameterType);
            var given = Expression.ArrayIndex(Expression.Property(call, nameof(FieldCall.Arguments)), Expression.Constant(index));
            return Expression.Call(method.MakeGenericMethod(type), given);
        }

        if (parameter.ParameterType.IsAssignableTo(typeof(SchemaRequest)))
            return Expression.Convert(Expression.Property(call, nameof(FieldCall.Request)), parameter.ParameterType);
        if (parameter.ParameterType == typeof(CancellationToken)) return Expression.Property(call, nameof(FieldCall.Cancel));
        if (parameter.ParameterType.IsDefined(typeof(SchemaTypeAttribute)))
            return Expression.Convert(Expression.Property(call, nameof(FieldCall.Source)), parameter.ParameterType);
        throw new SchemaDeclarationException([$"the parameter '{parameter.Name}' of '{field.TypeName}.{field.Name}' is not an argument, and there is no value for it"]);
    }

    private static T? Input<T>(object? value)
        where T : class => value is IDictionary<string, object?> fields ? InputReader<T>.Read(fields) : null;

    // Awaited results need a common type.
    private static async Task<object?> BoxAsync<T>(Task<T> answer) => await answer;

    // A result that is there already needs no task.
    private static object? BoxValue<T>(ValueTask<T> answer) => answer.IsCompletedSuccessfully ? answer.Result : BoxAsync(answer.AsTask());

    // A list of non-null items can have a variable that is null. A default value instead of null would change the query.
    internal static T Required<T>(object? value) => value is T given ? given : throw new InvalidArgumentException(NullArgument);

    internal static T? Optional<T>(object? value) => value is null ? default : Required<T>(value);

    internal static T[] Items<T>(object? value) => value switch
    {
        T[] ready => ready,
        System.Collections.IEnumerable items => [.. items.Cast<object?>().Select(Required<T>)],
        _ => [],
    };
}

/// <summary>An argument has a value that its field cannot have, and that is found only when the field is resolved.</summary>
/// <param name="error">The error for the caller.</param>
internal sealed class InvalidArgumentException(GatewayError error) : Exception(error.Message)
{
    /// <summary>The error for the caller.</summary>
    public GatewayError Error { get; } = error;
}
