using System.Collections.Concurrent;
using System.Collections.Frozen;
using GraphQL;
using GraphQL.Types;
using GraphQL.Validation;
using GraphQL.Validation.Rules;
using GraphQLParser.AST;
using PartnerApi.Core;

namespace PartnerApi.GraphQL.Documents;

/// <summary>
/// The documents of one audience, each parsed, measured and validated once. The key is the text itself, the schema is the owner's, so
/// that no caller can use what another audience's schema let through. A document whose text holds a card number is never kept.
/// </summary>
internal sealed class PreparedDocuments(Schema schema, DocumentLimits limits)
{
    // More digits in a row than a date has: a card number, even a mistyped or spaced one, has twice as many.
    private const int DigitsOfNoNumber = 9;

    private static readonly GatewayError QueriesOnly = DocumentErrors.Invalid("There are no mutations and no subscriptions.");
    private static readonly GatewayError NoSubscriptions = DocumentErrors.Invalid("There are no subscriptions.");

    private readonly FrozenSet<string> openFields = schema.Query.Fields
        .Where(field => field.GetAppliedDirectives() is not { Count: > 0 }).Select(field => field.Name)
        .Concat(["__schema", "__type", "__typename"]).ToFrozenSet(StringComparer.Ordinal);

    // What these three look at, InputRules does.
    private static readonly IValidationRule[] EngineRules =
    [
        .. DocumentValidator.CoreRules.Where(rule => rule is not (ArgumentsOfCorrectType or DefaultValuesOfCorrectType or VariablesInAllowedPosition)),
    ];

    private readonly ConcurrentDictionary<string, PreparedDocument> prepared = new(StringComparer.Ordinal);
    private readonly DocumentValidator validator = new();

    /// <summary>The document, ready to execute, or the errors that keep it from being one.</summary>
    public async ValueTask<(PreparedDocument? Document, IReadOnlyList<GatewayError> Errors)> PrepareAsync(
        string query, CancellationToken cancellationToken)
    {
        if (prepared.TryGetValue(query, out var known)) return (known, []);
        var (document, error) = DocumentParser.Parse(query, limits);
        error ??= DocumentChecker.Check(document!, limits);
        if (error is not null) return (null, [error]);
        var ready = new PreparedDocument(document!, openFields, schema);
        var errors = await ValidateAsync(ready, cancellationToken);
        if (errors.Count > 0) return (null, errors);
        if (!MayHoldCardNumber(query)) Keep(query, ready);
        return (ready, []);
    }

    /// <summary>
    /// Whether so many digits follow each other, whatever stands between them, that they could be a card number. A letter ends the count
    /// except in a string or comment, where it may be a mistyped digit.
    /// </summary>
    internal static bool MayHoldCardNumber(ReadOnlySpan<char> text)
    {
        var digits = 0;
        var isString = false;
        var isComment = false;
        foreach (var c in text)
        {
            // An escape sequence could spell a digit.
            if (c == '\\') return true;
            if (c == '"' && !isComment) isString = !isString;
            if (c == '#' && !isString) isComment = true;
            if (c is '\n' or '\r') isComment = false;
            if (char.IsDigit(c)) digits++;
            else if (char.IsLetter(c) && !isString && !isComment) digits = 0;
            if (digits > DigitsOfNoNumber) return true;
        }

        return false;
    }

    /// <summary>Whether the text is kept, prepared.</summary>
    internal bool Keeps(string query) => prepared.ContainsKey(query);

    private async Task<List<GatewayError>> ValidateAsync(PreparedDocument document, CancellationToken cancellationToken)
    {
        if (OperationWithoutRoot(document.Document) is { } unknown) return [unknown];

        // Variables belong to a question and not to a document: what fails after the rules is not the document's fault.
        var rulesPassed = new RulesPassedRule();
        var result = await validator.ValidateAsync(new ValidationOptions
        {
            Schema = schema,
            Document = document.Document,
            Operation = document.Document.Definitions.OfType<GraphQLOperationDefinition>().First(),
            Rules = [rulesPassed, .. EngineRules],
            UserContext = new Dictionary<string, object?>(),
            Variables = Inputs.Empty,
            Extensions = Inputs.Empty,
            CancellationToken = cancellationToken,
        });
        var errors = rulesPassed.Passed ? [] : result.Errors.Select(ValidationMessages.Of);
        return [.. errors.Concat(InputRules.Check(document.Document, schema)).Take(limits.Errors)];
    }

    // GraphQL, section 5.2.1.1: also of operations that are not the one to be executed.
    private GatewayError? OperationWithoutRoot(GraphQLDocument document)
    {
        foreach (var operation in document.Definitions.OfType<GraphQLOperationDefinition>())
        {
            if (operation.Operation == OperationType.Mutation && schema.Mutation is null) return QueriesOnly;
            if (operation.Operation == OperationType.Subscription) return schema.Mutation is null ? QueriesOnly : NoSubscriptions;
        }

        return null;
    }

    private void Keep(string query, PreparedDocument document)
    {
        // Callers have a handful of documents; one who sends ever new ones gains nothing by pushing the others out.
        if (prepared.Count >= limits.PreparedDocuments) prepared.Clear();
        prepared.TryAdd(query, document);
    }
}
