using System.Collections;
using PartnerApi.Core;
using PartnerApi.GraphQL.Declarations;
using PartnerApi.Policy;

namespace PartnerApi.GraphQL.Fields;

/// <summary>One resolution of a field, for one parent object.</summary>
/// <param name="Source">The parent object; null for a root.</param>
/// <param name="Arguments">The values of the declared arguments, in their order.</param>
/// <param name="Request">The admitted request.</param>
/// <param name="NameLength">The length of the field's name in the response.</param>
/// <param name="Cancel">Canceled when the caller disconnects.</param>
internal readonly record struct FieldCall(object? Source, object?[] Arguments, SchemaRequest Request, int NameLength, CancellationToken Cancel);

/// <summary>The position in a response for which a field is resolved.</summary>
internal interface IFieldPosition
{
    /// <summary>The size of the response so far.</summary>
    AnswerSize Size { get; }

    /// <summary>
    /// The fields that the document selects below the field, as paths that begin with its name. Only for fields with <see cref="DisclosesSelectionAttribute"/>.
    /// </summary>
    IEnumerable<string> SelectedFields { get; }

    /// <summary>Adds an error at the field, or at an item of its list.</summary>
    void AddError(GatewayError error, int? item = null);
}

/// <summary>A resolver of the engine for a declared field.</summary>
internal interface IDeclaredResolver
{
    /// <summary>The field with its checks.</summary>
    DeclaredField Field { get; }
}

/// <summary>
/// Resolves a field after the check of its scopes. The check is done here for each runtime parent, and not in a traversal of the document, which would
/// see only static types and would not run for cached documents. Plans and the engine both resolve fields here.
/// </summary>
internal sealed class DeclaredField
{
    // The minimum size of a field without its name: two quotes, a colon, a digit, and a comma or brace.
    private const int LeastBytes = 5;

    private readonly string name;
    private readonly string nameRefused;
    private readonly ScopeRequirement? requirement;
    private readonly FieldFunction answer;
    private readonly object? instance;
    private readonly bool isList;
    private readonly int most;
    private readonly GatewayError? tooMany;

    /// <summary>Combines a field's function with its checks.</summary>
    /// <param name="field">The declaration.</param>
    /// <param name="answer">The compiled member.</param>
    /// <param name="instance">The object for the member; null if the parent object has it, or if it is static.</param>
    public DeclaredField(FieldDeclaration field, FieldFunction answer, object? instance)
    {
        name = field.Name;
        nameRefused = $"!{field.Name}";
        DisclosesSelection = field.Member.IsDefined(typeof(DisclosesSelectionAttribute), inherit: false);
        requirement = field.Requirement;
        this.answer = answer;
        this.instance = instance;
        isList = field.Shape.Item is not null;
        most = field.Most ?? int.MaxValue;
        if (field.Most is not { } bound) return;
        var often = bound == 1 ? "once" : $"at most {bound} times";
        tooMany = GatewayError.Limit(field.Name, bound, $"A request may select '{field.Name}' {often}, over all its aliases.");
    }

    /// <summary>Whether the disclosure record lists the fields that the document selects below this one.</summary>
    public bool DisclosesSelection { get; }

    /// <summary>Resolves the field. Refusals become errors at its position.</summary>
    /// <returns>The value, or null; or a <c>Task&lt;object?&gt;</c> of it.</returns>
    public object? Resolve(in FieldCall call, IFieldPosition position)
    {
        position.Size.Grow(call.NameLength + LeastBytes);
        if (isList && position.Size.IsTooLarge) return Array.Empty<object>();
        var request = call.Request;
        if (requirement is not null && !requirement.IsSatisfiedBy(request.Scopes))
        {
            RecordCards(call);
            return Refuse(call.Source, position, GatewayError.Forbidden(requirement.AnyOf, request.Scopes));
        }
        if (tooMany is not null && request.CountField(name) > most) return Refuse(call.Source, position, tooMany);
        var result = answer(call, instance);
        return result is Task<object?> later ? DiscloseAsync(call.Source, position, later) : Disclose(call.Source, position, result);
    }

    private async Task<object?> DiscloseAsync(object? parent, IFieldPosition position, Task<object?> later) => Disclose(parent, position, await later);

    private object? Disclose(object? parent, IFieldPosition position, object? result)
    {
        if (result is IOutcome outcome)
        {
            if (outcome.Refusal is { } error) return Refuse(parent, position, error);
            result = outcome.Value;
        }

        if (parent is IDiscloses source)
        {
            source.Disclose(name);
            if (DisclosesSelection) foreach (var selected in position.SelectedFields) source.Disclose(selected);
        }
        return result is IReadOnlyList<IOutcome> items ? Unwrap(position, items) : result;
    }

    private static object?[] Unwrap(IFieldPosition position, IReadOnlyList<IOutcome> items)
    {
        var values = new object?[items.Count];
        for (var index = 0; index < items.Count; index++)
        {
            values[index] = items[index].Value;
            if (items[index].Refusal is { } error) position.AddError(error, index);
        }

        return values;
    }

    private object? Refuse(object? parent, IFieldPosition position, GatewayError error)
    {
        (parent as IDiscloses)?.Disclose(nameRefused);
        position.AddError(error);
        return null;
    }

    // Refused queries about cards are recorded too.
    private void RecordCards(in FieldCall call)
    {
        foreach (var argument in call.Arguments) call.Request.AddRefused(name, Cards(argument), ErrorCode.Forbidden);
    }

    private static IEnumerable<CardNumberInput> Cards(object? value) => value switch
    {
        CardNumberInput card => [card],
        IDictionary<string, object?> input => input.Values.SelectMany(Cards),
        string or null => [],
        IEnumerable items => items.OfType<CardNumberInput>(),
        _ => [],
    };
}
