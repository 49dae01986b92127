using GraphQL;
using GraphQL.Types;
using GraphQLParser;
using GraphQLParser.AST;
using PartnerApi.Core;
using PartnerApi.GraphQL.Documents.Syntax;

namespace PartnerApi.GraphQL.Documents;

/// <summary>
/// The rules for values in a document, instead of the engine's (GraphQL, sections 5.6 and 5.8.5): the engine allows variables in positions with
/// incompatible types, and its messages contain values. Each definition is traversed once. Errors that the engine reports, such as an unknown field, are
/// ignored here.
/// </summary>
internal sealed class InputRules
{
    private readonly ISchema schema;
    private readonly string source;
    private readonly LiteralRules literals;
    private readonly List<GatewayError> errors = [];

    private InputRules(GraphQLDocument document, ISchema schema)
    {
        this.schema = schema;
        source = document.Source.ToString();
        literals = new LiteralRules(Report);
    }

    /// <summary>The errors of the document, in the order of its definitions.</summary>
    public static List<GatewayError> Check(GraphQLDocument document, ISchema schema) => new InputRules(document, schema).Check(document);

    private List<GatewayError> Check(GraphQLDocument document)
    {
        var fragments = new Dictionary<ROM, DefinitionUses>();
        foreach (var fragment in document.Definitions.OfType<GraphQLFragmentDefinition>())
            fragments.TryAdd(fragment.FragmentName.Name.Value, Walk(fragment, schema.AllTypes[fragment.TypeCondition.Type.Name.Value]));
        foreach (var operation in document.Definitions.OfType<GraphQLOperationDefinition>())
        {
            var own = Walk(operation, operation.Operation == OperationType.Mutation ? schema.Mutation : schema.Query);
            CheckDefaults(operation);
            CheckVariables(operation, own, fragments);
        }

        return errors;
    }

    private void CheckDefaults(GraphQLOperationDefinition operation)
    {
        foreach (var definition in operation.Variables?.Items ?? [])
        {
            if (definition.DefaultValue is { } value && TypeOf(definition) is { } type)
                literals.Check(type, value, false, $"The default of the variable '${Name(definition.Variable.Name)}", "'");
            CheckDirectives(definition.Directives);
        }
    }

    // The fragments of an operation are followed without recursion, each once.
    private void CheckVariables(GraphQLOperationDefinition operation, DefinitionUses own, Dictionary<ROM, DefinitionUses> fragments)
    {
        if (operation.Variables is not { Count: > 0 } variables) return;
        var definitions = new Dictionary<ROM, GraphQLVariableDefinition>();
        foreach (var one in variables.Items) definitions.TryAdd(one.Variable.Name.Value, one);
        var seen = new HashSet<ROM>();
        var open = new Queue<DefinitionUses>([own]);
        while (open.TryDequeue(out var uses))
        {
            foreach (var use in uses.Variables)
            {
                if (!definitions.TryGetValue(use.Variable.Name.Value, out var definition) || TypeOf(definition) is null || use.IsAllowed(definition)) continue;
                Report(use.Variable, $"The variable '${Name(use.Variable.Name)}' has the type '{InputTypes.Text(definition.Type)}' and cannot be used where "
                    + $"'{InputTypes.Text(use.Location)}' is expected.");
            }

            foreach (var name in uses.Spreads.Where(seen.Add))
            {
                if (fragments.TryGetValue(name, out var spread)) open.Enqueue(spread);
            }
        }
    }

    private DefinitionUses Walk(GraphQLExecutableDefinition definition, IGraphType? root)
    {
        var spreads = new List<ROM>();
        CheckDirectives(definition.Directives);
        var open = new Stack<(GraphQLSelectionSet Set, IGraphType? Of)>([(definition.SelectionSet, root)]);
        while (open.TryPop(out var next))
        {
            foreach (var selection in next.Set.Selections)
            {
                CheckDirectives((selection as IHasDirectivesNode)?.Directives);
                switch (selection)
                {
                    case GraphQLFragmentSpread spread:
                        spreads.Add(spread.FragmentName.Name.Value);
                        break;
                    case GraphQLInlineFragment inline:
                        open.Push((inline.SelectionSet, inline.TypeCondition is { } condition ? schema.AllTypes[condition.Type.Name.Value] : next.Of));
                        break;
                    case GraphQLField field:
                        var declared = Declared(next.Of, field.Name.Value);
                        CheckArguments(field.Arguments, declared?.Arguments, field.Name);
                        if (field.SelectionSet is { } inner) open.Push((inner, declared?.ResolvedType?.GetNamedType()));
                        break;
                }
            }
        }

        return new DefinitionUses(literals.TakeUses(), spreads);
    }

    private FieldType? Declared(IGraphType? type, ROM name)
    {
        if (type is not IObjectGraphType fields) return null;
        if (name == schema.TypeNameMetaFieldType.Name) return schema.TypeNameMetaFieldType;
        if (ReferenceEquals(type, schema.Query) && name == schema.SchemaMetaFieldType.Name) return schema.SchemaMetaFieldType;
        if (ReferenceEquals(type, schema.Query) && name == schema.TypeMetaFieldType.Name) return schema.TypeMetaFieldType;
        return fields.Fields.Find(name);
    }

    private void CheckDirectives(GraphQLDirectives? directives)
    {
        foreach (var directive in directives?.Items ?? [])
            CheckArguments(directive.Arguments, schema.Directives.Find(directive.Name.Value)?.Arguments, directive.Name);
    }

    private void CheckArguments(GraphQLArguments? given, QueryArguments? declared, GraphQLName of)
    {
        foreach (var argument in given?.Items ?? [])
        {
            if (declared?.Find(argument.Name.Value) is { } known)
                literals.Check(known.ResolvedType!, argument.Value, known.DefaultValue is not null, $"The argument '{known.Name}", $"' of '{Name(of)}'");
        }
    }

    // Null if the type is unknown or is not an input type; the engine reports that.
    private IGraphType? TypeOf(GraphQLVariableDefinition definition) =>
        definition.Type.GraphTypeFromType(schema) is { } type && type.GetNamedType() is ScalarGraphType or IInputObjectGraphType ? type : null;

    private void Report(ASTNode node, string message) =>
        errors.Add(DocumentErrors.Invalid(message) with { Locations = [SourceText.Locate(source, node.Location.Start)] });

    private static string Name(GraphQLName name) => ValidationMessages.Name(name.StringValue);

    private sealed record DefinitionUses(List<VariableUse> Variables, List<ROM> Spreads);
}
