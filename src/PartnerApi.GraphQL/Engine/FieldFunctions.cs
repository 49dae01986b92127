using System.Linq.Expressions;
using System.Reflection;
using GraphQL;
using PartnerApi.Core;
using PartnerApi.GraphQL.Declarations;
using PartnerApi.GraphQL.Documents;

namespace PartnerApi.GraphQL.Engine;

/// <summary>The compiled member of a field.</summary>
internal delegate object? FieldFunction(IResolveFieldContext context, SchemaRequest request);

/// <summary>
/// Compiles a declared field to a call of its property or method. A method's parameters are the field's arguments, the request,
/// or the parent object. The instance is the parent, or, for classes that add fields to a type, an object created at startup. Each field is
/// compiled once for all audiences, because audiences differ in their fields but not in the results of a field.
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

    private static readonly GatewayError NullArgument = DocumentErrors.Invalid("A variable is null in a position that must not be null.");

    private readonly Dictionary<MemberInfo, FieldFunction> functions = [];
    private readonly Dictionary<Type, object> instances = [];

    /// <summary>The compiled field.</summary>
    /// <exception cref="SchemaDeclarationException">There is no value for a parameter.</exception>
    public FieldFunction Of(FieldDeclaration field) =>
        functions.TryGetValue(field.Member, out var known) ? known : functions[field.Member] = Compile(field);

    private FieldFunction Compile(FieldDeclaration field)
    {
        var context = Expression.Parameter(typeof(IResolveFieldContext), "context");
        var request = Expression.Parameter(typeof(SchemaRequest), "request");
        var source = Expression.Property(context, nameof(IResolveFieldContext.Source));
        var owner = field.Member.DeclaringType!;
        Expression? instance = IsStatic(field.Member) ? null
            : owner.IsDefined(typeof(SchemaTypeAttribute)) ? Expression.Convert(source, owner)
            : Expression.Constant(Instance(owner));
        Expression call = field.Member switch
        {
            PropertyInfo property => Expression.Property(instance, property),
            MethodInfo method => Expression.Call(instance, method, method.GetParameters().Select(parameter =>
                Fill(field, parameter, context, request, source))),
            _ => throw new SchemaDeclarationException([$"'{field.TypeName}.{field.Name}' is neither a property nor a method"]),
        };
        if (call.Type.IsGenericType && call.Type.GetGenericTypeDefinition() == typeof(Task<>))
            call = Expression.Call(BoxMethod.MakeGenericMethod(call.Type.GetGenericArguments()), call);
        return Expression.Lambda<FieldFunction>(Expression.Convert(call, typeof(object)), context, request).Compile();
    }

    private object Instance(Type type) =>
        instances.TryGetValue(type, out var known) ? known : instances[type] = ActivatorUtilities.CreateInstance(services, type);

    private static bool IsStatic(MemberInfo member) => member is MethodInfo { IsStatic: true } or PropertyInfo { GetMethod.IsStatic: true };

    private static Expression Fill(
        FieldDeclaration field, ParameterInfo parameter, Expression context, Expression request, Expression source)
    {
        if (field.Arguments.FirstOrDefault(argument => argument.Parameter == parameter) is { } argument)
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

    // The engine accepts a nullable variable in a list of non-null items. A default value instead of null would change the query.
    internal static T Required<T>(object? value) => value is T given ? given : throw new GatewayExecutionError(NullArgument);

    internal static T? Optional<T>(object? value) => value is null ? default : Required<T>(value);

    internal static T[] Items<T>(object? value) => value is System.Collections.IEnumerable items ? [.. items.Cast<object?>().Select(Required<T>)] : [];
}
