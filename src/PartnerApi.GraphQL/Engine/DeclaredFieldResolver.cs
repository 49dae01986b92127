using System.Collections;
using GraphQL;
using GraphQL.Resolvers;
using PartnerApi.Core;
using PartnerApi.GraphQL.Declarations;
using PartnerApi.Policy;

namespace PartnerApi.GraphQL.Engine;

/// <summary>
/// Resolves a field after the check of its scopes. The check is done here for each runtime parent, and not in a traversal of the document, which would
/// see only static types and would not run for cached documents.
/// </summary>
internal sealed class DeclaredFieldResolver : IFieldResolver
{
    // The minimum size of a field without its name: two quotes, a colon, a digit, and a comma or brace.
    private const int LeastBytes = 5;

    private readonly string name;
    private readonly string nameRefused;
    private readonly bool disclosesSelection;
    private readonly ScopeRequirement? requirement;
    private readonly FieldFunction answer;
    private readonly object? instance;
    private readonly bool isList;
    private readonly int most;
    private readonly GatewayError? tooMany;

    /// <summary>Combines a field's function, and the instance for it, with its checks.</summary>
    public DeclaredFieldResolver(FieldDeclaration field, FieldFunction answer, object? instance)
    {
        name = field.Name;
        nameRefused = $"!{field.Name}";
        disclosesSelection = field.Member.IsDefined(typeof(DisclosesSelectionAttribute), inherit: false);
        requirement = field.Requirement;
        this.answer = answer;
        this.instance = instance;
        isList = field.Shape.Item is not null;
        most = field.Most ?? int.MaxValue;
        if (field.Most is not { } bound) return;
        var often = bound == 1 ? "once" : $"at most {bound} times";
        tooMany = GatewayError.Limit(field.Name, bound, $"A request may select '{field.Name}' {often}, over all its aliases.");
    }

    /// <inheritdoc/>
    public ValueTask<object?> ResolveAsync(IResolveFieldContext context)
    {
        var user = (RequestUserContext)context.UserContext;
        var request = user.Request;
        user.Grow((context.FieldAst.Alias?.Name ?? context.FieldAst.Name).Value.Length + LeastBytes);
        if (isList && user.IsTooLarge) return new(Array.Empty<object>());
        if (requirement is not null && !requirement.IsSatisfiedBy(request.Scopes))
        {
            RecordCards(context, request);
            return new(Refuse(context, GatewayError.Forbidden(requirement.AnyOf, request.Scopes)));
        }
        if (tooMany is not null && request.CountField(name) > most) return new(Refuse(context, tooMany));
        var result = answer(context, request, instance);
        return result is Task<object?> later ? new(DiscloseAsync(context, later)) : new(Disclose(context, result));
    }

    private async Task<object?> DiscloseAsync(IResolveFieldContext context, Task<object?> later) => Disclose(context, await later);

    private object? Disclose(IResolveFieldContext context, object? result)
    {
        if (result is IOutcome outcome)
        {
            if (outcome.Refusal is { } error) return Refuse(context, error);
            result = outcome.Value;
        }

        if (context.Source is IDiscloses source)
        {
            source.Disclose(name);
            if (disclosesSelection) SelectedFields.Disclose(context, name, source);
        }
        return result is IReadOnlyList<IOutcome> items ? Unwrap(context, items) : result;
    }

    private static object?[] Unwrap(IResolveFieldContext context, IReadOnlyList<IOutcome> items)
    {
        var values = new object?[items.Count];
        for (var index = 0; index < items.Count; index++)
        {
            values[index] = items[index].Value;
            if (items[index].Refusal is { } error) context.Errors.Add(GatewayExecutionError.At(error, [.. context.ResponsePath, index]));
        }

        return values;
    }

    private object? Refuse(IResolveFieldContext context, GatewayError error)
    {
        (context.Source as IDiscloses)?.Disclose(nameRefused);
        context.Errors.Add(GatewayExecutionError.At(error, context.ResponsePath));
        return null;
    }

    // Refused queries about cards are recorded too.
    private void RecordCards(IResolveFieldContext context, SchemaRequest request)
    {
        foreach (var argument in context.Arguments?.Values ?? []) request.AddRefused(name, Cards(argument.Value), ErrorCode.Forbidden);
    }

    private static IEnumerable<CardNumberText> Cards(object? value) => value switch
    {
        CardNumberText card => [card],
        IDictionary<string, object?> input => input.Values.SelectMany(Cards),
        string or null => [],
        IEnumerable items => items.OfType<CardNumberText>(),
        _ => [],
    };
}

/// <summary>Carries a documented error to the response's <c>errors</c>.</summary>
internal sealed class GatewayExecutionError(GatewayError error) : ExecutionError(error.Message)
{
    public GatewayError Error { get; } = error;

    /// <summary>The error at a response path.</summary>
    public static GatewayExecutionError At(GatewayError error, IEnumerable<object> path) => new(error) { Path = path };
}
