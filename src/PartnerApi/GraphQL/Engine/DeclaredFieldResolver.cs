using System.Collections;
using GraphQL;
using GraphQL.Resolvers;
using PartnerApi.Contract;
using PartnerApi.GraphQL.Declarations;
using PartnerApi.Partners;
using PartnerApi.Policy;

namespace PartnerApi.GraphQL.Engine;

/// <summary>
/// Answers one field, behind the scope gate. The gate stands here, where the field is resolved on its runtime parent, and not in a
/// walk over the document: a walk sees static types and is skipped for cached documents.
/// </summary>
internal sealed class DeclaredFieldResolver : IFieldResolver
{
    // Of a field in an answer beside its name: two quotes, a colon, a digit, and a comma or brace.
    private const int LeastBytes = 5;

    private readonly string name;
    private readonly string nameRefused;
    private readonly bool tellsSelection;
    private readonly ScopeRequirement? requirement;
    private readonly FieldFunction answer;
    private readonly bool isList;
    private readonly int most;
    private readonly QuestionError? tooMany;

    /// <summary>Puts the field's gate before its function.</summary>
    public DeclaredFieldResolver(FieldDeclaration field, FieldFunction answer)
    {
        name = field.Name;
        nameRefused = $"!{field.Name}";
        tellsSelection = field.Member.IsDefined(typeof(DisclosesSelectionAttribute), inherit: false);
        requirement = field.Requirement;
        this.answer = answer;
        isList = field.Shape.Item is not null;
        most = field.Most ?? int.MaxValue;
        if (field.Most is not { } bound) return;
        var often = bound == 1 ? "once" : $"at most {bound} times";
        tooMany = QuestionError.Limit(field.Name, bound, $"A request may select '{field.Name}' {often}, over all its aliases.");
    }

    /// <inheritdoc/>
    public ValueTask<object?> ResolveAsync(IResolveFieldContext context)
    {
        var user = (QuestionUserContext)context.UserContext;
        var question = user.Question;
        user.Grow((context.FieldAst.Alias?.Name ?? context.FieldAst.Name).Value.Length + LeastBytes);
        if (isList && user.IsTooLarge) return new(Array.Empty<object>());
        if (requirement is not null && !requirement.IsSatisfiedBy(question.Scopes))
        {
            NoteCards(context, question);
            return new(Refuse(context, QuestionError.Forbidden(requirement.AnyOf, question.Scopes)));
        }
        if (tooMany is not null && question.CountField(name) > most) return new(Refuse(context, tooMany));
        var result = answer(context, question);
        return result is Task<object?> later ? new(TellAsync(context, later)) : new(Tell(context, result));
    }

    private async Task<object?> TellAsync(IResolveFieldContext context, Task<object?> later) => Tell(context, await later);

    private object? Tell(IResolveFieldContext context, object? result)
    {
        if (result is IOutcome outcome)
        {
            if (outcome.Error is { } error) return Refuse(context, error);
            result = outcome.Value;
        }

        if (context.Source is IDiscloses source)
        {
            source.Tell(name);
            if (tellsSelection) SelectedFields.Tell(context, name, source);
        }
        return result is IReadOnlyList<IOutcome> items ? Unwrap(context, items) : result;
    }

    private static object?[] Unwrap(IResolveFieldContext context, IReadOnlyList<IOutcome> items)
    {
        var values = new object?[items.Count];
        for (var index = 0; index < items.Count; index++)
        {
            values[index] = items[index].Value;
            if (items[index].Error is { } error) context.Errors.Add(QuestionExecutionError.At(error, [.. context.ResponsePath, index]));
        }

        return values;
    }

    private object? Refuse(IResolveFieldContext context, QuestionError error)
    {
        (context.Source as IDiscloses)?.Tell(nameRefused);
        context.Errors.Add(QuestionExecutionError.At(error, context.ResponsePath));
        return null;
    }

    // A question about a card that the token may not ask is on record too.
    private void NoteCards(IResolveFieldContext context, Question question)
    {
        foreach (var argument in context.Arguments?.Values ?? []) question.AddRefused(name, purpose: null, Cards(argument.Value), ErrorCode.Forbidden);
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

/// <summary>A documented error on its way into the response's <c>errors</c>.</summary>
internal sealed class QuestionExecutionError(QuestionError error) : ExecutionError(error.Message)
{
    /// <summary>What the response tells.</summary>
    public QuestionError Error { get; } = error;

    /// <summary>The error at a response path.</summary>
    public static QuestionExecutionError At(QuestionError error, IEnumerable<object> path) => new(error) { Path = path };
}
