using GraphQL;
using GraphQL.Resolvers;
using PartnerApi.Core;
using PartnerApi.GraphQL.Fields;

namespace PartnerApi.GraphQL.Engine;

/// <summary>Resolves a declared field for the engine.</summary>
/// <param name="declared">The field with its checks.</param>
/// <param name="arguments">The names of its arguments, in the order of declaration.</param>
internal sealed class DeclaredFieldResolver(DeclaredField declared, string[] arguments) : IFieldResolver, IDeclaredResolver
{
    /// <inheritdoc/>
    public DeclaredField Field => declared;

    /// <inheritdoc/>
    public ValueTask<object?> ResolveAsync(IResolveFieldContext context)
    {
        var values = arguments.Length == 0 ? [] : new object?[arguments.Length];
        for (var index = 0; index < values.Length; index++) values[index] = context.Arguments![arguments[index]].Value;
        var name = (context.FieldAst.Alias?.Name ?? context.FieldAst.Name).Value;
        var user = (RequestUserContext)context.UserContext;
        var call = new FieldCall(context.Source, values, user.Request, name.Length, context.CancellationToken);
        var result = declared.Resolve(call, new Position(context, user.Size));
        return result is Task<object?> later ? new(later) : new(result);
    }

    private sealed class Position(IResolveFieldContext context, AnswerSize size) : IFieldPosition
    {
        public AnswerSize Size => size;

        public IEnumerable<string> SelectedFields => Documents.SelectedFields.Of(
            context.Document, [context.FieldAst], variable => context.Variables.ValueFor(variable.Name, out var value) ? value.Value as bool? : null);

        public void AddError(GatewayError error, int? item) =>
            context.Errors.Add(new GatewayExecutionError(error) { Path = item is { } index ? [.. context.ResponsePath, index] : context.ResponsePath });
    }
}

/// <summary>Carries a documented error through the engine.</summary>
internal sealed class GatewayExecutionError(GatewayError error) : ExecutionError(error.Message)
{
    public GatewayError Error { get; } = error;
}

/// <summary>Passes the request through the engine, whose user context is a dictionary.</summary>
/// <param name="request">The admitted request.</param>
/// <param name="size">The size of its response so far.</param>
internal sealed class RequestUserContext(SchemaRequest request, AnswerSize size) : Dictionary<string, object?>
{
    public SchemaRequest Request => request;

    public AnswerSize Size => size;
}
