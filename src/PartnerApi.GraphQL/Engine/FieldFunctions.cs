using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;
using GraphQL;
using PartnerApi.Core;
using PartnerApi.GraphQL.Declarations;
using PartnerApi.GraphQL.Documents;

namespace PartnerApi.GraphQL.Engine;

/// <summary>The compiled member of a field.</summary>
/// <param name="context">The field of the request, with its arguments and parent object.</param>
/// <param name="request">The request.</param>
/// <param name="instance">The object of the member's class that was created at startup; null if the member belongs to the parent object, or is static.</param>
internal delegate object? FieldFunction(IResolveFieldContext context, SchemaRequest request, object? instance);

/// <summary>
/// Compiles a declared field to a call of its property or method. A method's parameters are the field's arguments, the request,
/// or the parent object. The instance is the parent, or, for classes that add fields to a type, an object created at startup. A member is compiled once in
/// a process, because audiences and hosts differ in their fields and instances, but not in the code of a field.
/// </summary>
internal sealed class FieldFunctions(IServiceProvider services)
{
    private static readonly MethodInfo ReadArgumentMethod =
        typeof(FieldFunctions).GetMethod(nameof(ReadArgument), BindingFlags.NonPublic | BindingFlags.Static)!;

    private static readonly MethodInfo ReadOptionalMethod =
        typeof(FieldFunctions).GetMethod(nameof(ReadOptional), BindingFlags.NonPublic | BindingFlags.Static)!;

    private static readonly MethodInfo ReadListMethod =
        typeof(FieldFunctions).GetMethod(nameof(ReadList), BindingFlags.NonPublic | BindingFlags.Static)!;

    private static readonly MethodInfo ReadInputMethod =
        typeof(FieldFunctions).GetMethod(nameof(ReadInput), BindingFlags.NonPublic | BindingFlags.Static)!;

    private static readonly MethodInfo BoxMethod = typeof(FieldFunctions).GetMethod(nameof(BoxAsync), BindingFlags.NonPublic | BindingFlags.Static)!;

    private static readonly MethodInfo BoxValueMethod = typeof(FieldFunctions).GetMethod(nameof(BoxValue), BindingFlags.NonPublic | BindingFlags.Static)!;

    private static readonly GatewayError NullArgument = DocumentErrors.Invalid("A variable is null in a position that must not be null.");

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
        var context = Expression.Parameter(typeof(IResolveFieldContext), "context");
        var request = Expression.Parameter(typeof(SchemaRequest), "request");
        var instance = Expression.Parameter(typeof(object), "instance");
        var source = Expression.Property(context, nameof(IResolveFieldContext.Source));
        var owner = field.Member.DeclaringType!;
        Expression? target = IsStatic(field.Member) ? null : Expression.Convert(IsParent(owner) ? source : instance, owner);
        Expression call = field.Member switch
        {
            PropertyInfo property => Expression.Property(target, property),
            MethodInfo method => Expression.Call(target, method, method.GetParameters().Select(parameter =>
                Fill(field, parameter, context, request, source))),
            _ => throw new SchemaDeclarationException([$"'{field.TypeName}.{field.Name}' is neither a property nor a method"]),
        };
        if (call.Type.IsGenericType && call.Type.GetGenericTypeDefinition() == typeof(Task<>))
            call = Expression.Call(BoxMethod.MakeGenericMethod(call.Type.GetGenericArguments()), call);
        if (call.Type.IsGenericType && call.Type.GetGenericTypeDefinition() == typeof(ValueTask<>))
            call = Expression.Call(BoxValueMethod.MakeGenericMethod(call.Type.GetGenericArguments()), call);
        return Expression.Lambda<FieldFunction>(Expression.Convert(call, typeof(object)), context, request, instance).Compile();
    }

    private static bool IsParent(Type owner) => owner.IsDefined(typeof(SchemaTypeAttribute));

    private static bool IsStatic(MemberInfo member) => member is MethodInfo { IsStatic: true } or PropertyInfo { GetMethod.IsStatic: true };

    private static Expression Fill(
        FieldDeclaration field, ParameterInfo parameter, Expression context, Expression request, Expression source)
    {
        // Two objects can describe the same parameter: when hosts start at the same time, the runtime creates one for each.
        if (field.Arguments.FirstOrDefault(argument => argument.Parameter.Position == parameter.Position) is { } argument)
        {
            if (parameter.ParameterType.IsDefined(typeof(SchemaInputAttribute)))
                return Expression.Call(ReadInputMethod.MakeGenericMethod(parameter.ParameterType), context, Expression.Constant(argument.Name));
            var method = argument.Shape.Item is not null
                ? ReadListMethod.MakeGenericMethod(parameter.ParameterType.GetGenericArguments()[0])
                : (argument.Shape.Nullable ? ReadOptionalMethod : ReadArgumentMethod).MakeGenericMethod(parameter.ParameterType);
            return Expression.Call(method, context, Expression.Constant(argument.Name));
        }

        if (parameter.ParameterType.IsAssignableTo(typeof(SchemaRequest))) return Expression.Convert(request, parameter.ParameterType);
        if (parameter.ParameterType == typeof(CancellationToken))
            return Expression.Property(context, nameof(IResolveFieldContext.CancellationToken));
        if (parameter.ParameterType.IsDefined(typeof(SchemaTypeAttribute))) return Expression.Convert(source, parameter.ParameterType);
        throw new SchemaDeclarationException([$"the parameter '{parameter.Name}' of '{field.TypeName}.{field.Name}' is not an argument, and there is no value for it"]);
    }

    private static T ReadArgument<T>(IResolveFieldContext context, string name) => Required<T>(context.Arguments![name].Value);

    private static T? ReadOptional<T>(IResolveFieldContext context, string name) => Optional<T>(context.Arguments![name].Value);

    private static T[] ReadList<T>(IResolveFieldContext context, string name) => Items<T>(context.Arguments![name].Value);

    private static T? ReadInput<T>(IResolveFieldContext context, string name)
        where T : class => context.Arguments![name].Value is IDictionary<string, object?> fields ? InputReader<T>.Read(fields) : null;

    // Awaited results need a common type.
    private static async Task<object?> BoxAsync<T>(Task<T> answer) => await answer;

    // A result that is there already needs no task.
    private static object? BoxValue<T>(ValueTask<T> answer) => answer.IsCompletedSuccessfully ? answer.Result : BoxAsync(answer.AsTask());

    // The engine accepts a nullable variable in a list of non-null items. A default value instead of null would change the query.
    internal static T Required<T>(object? value) => value is T given ? given : throw new GatewayExecutionError(NullArgument);

    internal static T? Optional<T>(object? value) => value is null ? default : Required<T>(value);

    internal static T[] Items<T>(object? value) => value is System.Collections.IEnumerable items ? [.. items.Cast<object?>().Select(Required<T>)] : [];
}
