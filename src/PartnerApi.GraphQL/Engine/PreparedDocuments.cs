using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Text;
using GraphQL;
using GraphQL.Types;
using GraphQL.Validation;
using GraphQL.Validation.Rules;
using GraphQLParser.AST;
using PartnerApi.Core;
using PartnerApi.GraphQL.Documents;
using PartnerApi.GraphQL.Plans;

namespace PartnerApi.GraphQL.Engine;

/// <summary>A document that was checked against the limits and validated for an audience's schema, ready for execution.</summary>
/// <param name="Document">The syntax tree.</param>
/// <param name="OpenFields">Root fields that are allowed in GET requests, because they are open to every caller.</param>
/// <param name="NeedsTransaction">Whether it has a field that reads more of the store than cards by number.</param>
/// <param name="Schema">The audience's schema.</param>
/// <param name="EngineUses">How many requests the engine executes before there is a plan.</param>
internal sealed record PreparedDocument(GraphQLDocument Document, FrozenSet<string> OpenFields, bool NeedsTransaction, ISchema Schema, int EngineUses)
{
    private readonly ConcurrentDictionary<GraphQLOperationDefinition, OperationPlans> plans = [];
    private readonly PlanSpace space = new();

    /// <summary>The plans of an operation.</summary>
    public OperationPlans Plans(GraphQLOperationDefinition operation) =>
        plans.GetOrAdd(operation, static (one, document) => new OperationPlans(document.Document, one, document.Schema, document.space, document.EngineUses), this);

    /// <summary>Whether all root fields of the operation are allowed in GET requests. Addresses are logged, and other fields have card numbers as arguments.</summary>
    public bool AllowsGet(GraphQLOperationDefinition operation)
    {
        var open = new Stack<GraphQLSelectionSet>([operation.SelectionSet]);
        while (open.TryPop(out var set))
        {
            foreach (var selection in set.Selections)
            {
                if (selection is GraphQLField field && !OpenFields.Contains(field.Name.StringValue)) return false;
                if (selection is GraphQLInlineFragment inline) open.Push(inline.SelectionSet);
                if (selection is GraphQLFragmentSpread spread) open.Push(Fragment(spread).SelectionSet);
            }
        }

        return true;
    }

    /// <summary>The operation with that name, or the only one.</summary>
    /// <returns>Null if the name is unknown, or if it is missing and there are several operations.</returns>
    public GraphQLOperationDefinition? Operation(string? name)
    {
        GraphQLOperationDefinition? found = null;
        foreach (var definition in Document.Definitions)
        {
            if (definition is not GraphQLOperationDefinition operation) continue;
            if (!string.IsNullOrEmpty(name))
            {
                if (operation.Name == name) return operation;
                continue;
            }

            if (found is not null) return null;
            found = operation;
        }

        return found;
    }

    // A document with an unknown fragment is invalid and never prepared.
    private GraphQLFragmentDefinition Fragment(GraphQLFragmentSpread spread) =>
        Document.Definitions.OfType<GraphQLFragmentDefinition>().First(fragment => fragment.FragmentName.Name == spread.FragmentName.Name);
}

/// <summary>
/// The cached documents of one audience, each parsed, measured, and validated once. The key is the full text. Each audience has its own cache, so that
/// no caller can use a document validated for another schema. A document that may contain a card number is not cached.
/// </summary>
internal sealed class PreparedDocuments(Schema schema, DocumentLimits limits)
{
    /// <summary>The name of a field's metadata: true if the field reads more of the store than cards by number.</summary>
    internal const string ReadsStore = "PartnerApi:ReadsStore";

    private static readonly GatewayError QueriesOnly = DocumentErrors.Invalid("There are no mutations and no subscriptions.");
    private static readonly GatewayError NoSubscriptions = DocumentErrors.Invalid("There are no subscriptions.");

    private readonly FrozenSet<string> openFields = schema.Query.Fields
        .Where(field => field.GetAppliedDirectives() is not { Count: > 0 }).Select(field => field.Name)
        .Concat(["__schema", "__type", "__typename"]).ToFrozenSet(StringComparer.Ordinal);

    // Names are enough: a transaction that is not needed does no harm.
    private readonly FrozenSet<string> storeFields = schema.AllTypes.OfType<IObjectGraphType>().SelectMany(type => type.Fields)
        .Where(field => field.GetMetadata(ReadsStore, false)).Select(field => field.Name).ToFrozenSet(StringComparer.Ordinal);

    // InputRules replaces these three.
    private static readonly IValidationRule[] EngineRules =
    [
        .. DocumentValidator.CoreRules.Where(rule => rule is not (ArgumentsOfCorrectType or DefaultValuesOfCorrectType or VariablesInAllowedPosition)),
    ];

    private readonly ConcurrentDictionary<byte[], PreparedDocument> prepared = new(Utf8Comparer.Instance);
    private readonly DocumentValidator validator = new();

    /// <summary>
    /// How many requests with a document the engine executes before there is a plan, which costs about as much as one of them. Only tests set another number.
    /// </summary>
    public int EngineUses { get; set; } = 1;

    /// <summary>A cached document; null if it has to be prepared.</summary>
    /// <param name="query">Its text in UTF-8.</param>
    public PreparedDocument? Find(ReadOnlySpan<byte> query) =>
        prepared.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(query, out var known) ? known : null;

    /// <summary>Parses, measures, and validates a document, and caches it.</summary>
    /// <returns>The document, or the errors in it.</returns>
    public async ValueTask<(PreparedDocument? Document, IReadOnlyList<GatewayError> Errors)> PrepareAsync(
        string query, CancellationToken cancellationToken)
    {
        var (document, error) = DocumentParser.Parse(query, limits);
        error ??= DocumentChecker.Check(document!, limits);
        if (error is not null) return (null, [error]);
        var ready = new PreparedDocument(document!, openFields, NeedsTransaction(document!), schema, EngineUses);
        var errors = await ValidateAsync(ready, cancellationToken);
        if (errors.Count > 0) return (null, errors);
        if (!CardNumberSearch.MayHoldCardNumber(query)) Cache(query, ready);
        return (ready, []);
    }

    /// <summary>Whether the text is cached.</summary>
    internal bool IsCached(string query) => prepared.ContainsKey(Encoding.UTF8.GetBytes(query));

    private async Task<List<GatewayError>> ValidateAsync(PreparedDocument document, CancellationToken cancellationToken)
    {
        if (OperationWithoutRoot(document.Document) is { } unknown) return [unknown];

        // Variables belong to a request, not to a document: failures after the rules are not errors of the document.
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

    // GraphQL, section 5.2.1.1: this applies to all operations, not only to the executed one.
    private GatewayError? OperationWithoutRoot(GraphQLDocument document)
    {
        foreach (var operation in document.Definitions.OfType<GraphQLOperationDefinition>())
        {
            if (operation.Operation == OperationType.Mutation && schema.Mutation is null) return QueriesOnly;
            if (operation.Operation == OperationType.Subscription) return schema.Mutation is null ? QueriesOnly : NoSubscriptions;
        }

        return null;
    }

    private bool NeedsTransaction(GraphQLDocument document)
    {
        var open = new Stack<ASTNode>(document.Definitions);
        while (open.TryPop(out var node))
        {
            if (node is GraphQLField field && storeFields.Contains(field.Name.StringValue)) return true;
            if (node is not IHasSelectionSetNode { SelectionSet: { } set }) continue;
            foreach (var selection in set.Selections) open.Push(selection);
        }
        return false;
    }

    private void Cache(string query, PreparedDocument document)
    {
        // Callers have a few documents; a caller that always sends new ones gains nothing by displacing others.
        if (prepared.Count >= limits.PreparedDocuments) prepared.Clear();
        prepared.TryAdd(Encoding.UTF8.GetBytes(query), document);
    }
}

/// <summary>Compares texts in UTF-8, so that a document is found in a request without a copy.</summary>
internal sealed class Utf8Comparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
{
    public static readonly Utf8Comparer Instance = new();

    public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();

    public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    // Seeded for each process.
    public int GetHashCode(ReadOnlySpan<byte> alternate)
    {
        var hash = default(HashCode);
        hash.AddBytes(alternate);
        return hash.ToHashCode();
    }

    public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());
}
