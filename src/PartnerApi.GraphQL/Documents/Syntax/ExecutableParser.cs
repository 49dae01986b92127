using GraphQLParser.AST;

namespace PartnerApi.GraphQL.Documents.Syntax;

/// <summary>
/// Parses executable documents of GraphQL, September 2025 (section 2), including descriptions, to the engine's syntax tree. The engine's own parser
/// supports neither descriptions nor <c>\u{...}</c>, accepts lone surrogates and numbers followed by a letter, and throws exceptions for some texts.
/// </summary>
internal sealed class ExecutableParser
{
    private static readonly string[] TypeSystemWords = ["schema", "scalar", "type", "interface", "union", "enum", "input", "directive", "extend"];

    private readonly string text;
    private readonly TokenReader reader;
    private readonly InputParser inputs;

    private ExecutableParser(string text, List<Token> tokens, int mostDepth)
    {
        this.text = text;
        reader = new TokenReader(text, tokens, mostDepth);
        inputs = new InputParser(text, reader);
    }

    /// <summary>Parses a document.</summary>
    /// <returns>Null if it has type definitions, which cannot be executed.</returns>
    /// <exception cref="DocumentSyntaxException">It has a syntax error.</exception>
    /// <exception cref="DocumentDepthException">Its nesting exceeds the limit.</exception>
    public static GraphQLDocument? Parse(string text, List<Token> tokens, int mostDepth) => new ExecutableParser(text, tokens, mostDepth).Document();

    private GraphQLDocument? Document()
    {
        var definitions = new List<ASTNode>();
        do
        {
            if (reader.Deeper(Definition) is not { } definition) return null;
            definitions.Add(definition);
        }
        while (reader.Current.Kind != TokenKind.End);
        return new GraphQLDocument(definitions) { Source = text };
    }

    private ASTNode? Definition()
    {
        var start = reader.Current.Start;
        if (reader.IsAt('{')) return new LocatedOperation(Selections()) { Location = From(start) };
        var isDescribed = inputs.SkipDescription();
        if (reader.IsAt("query") || reader.IsAt("mutation") || reader.IsAt("subscription")) return Operation(start);
        if (reader.IsAt("fragment")) return Fragment(start);
        return TypeSystemWords.Any(reader.IsAt) && !(isDescribed && reader.IsAt("extend")) ? null : throw new DocumentSyntaxException(reader.Current.Start);
    }

    private LocatedOperation Operation(int start)
    {
        var kind = reader.IsAt("query") ? OperationType.Query : reader.IsAt("mutation") ? OperationType.Mutation : OperationType.Subscription;
        reader.Take();
        var name = reader.Current.Kind == TokenKind.Name ? inputs.Name() : null;
        var variables = reader.IsAt('(') ? new GraphQLVariablesDefinition(reader.Many<GraphQLVariableDefinition>('(', VariableDefinition, ')')) : null;
        var directives = inputs.Directives();
        return new LocatedOperation(Selections())
        {
            Operation = kind,
            Name = name,
            Variables = variables,
            Directives = directives,
            Location = From(start),
        };
    }

    private LocatedVariableDefinition VariableDefinition()
    {
        var start = reader.Current.Start;
        inputs.SkipDescription();
        var variable = inputs.Variable();
        reader.Expect(':');
        return new LocatedVariableDefinition(variable, inputs.Type())
        {
            DefaultValue = reader.TakeIf('=') ? inputs.Value(isConstant: true) : null,
            Directives = inputs.Directives(isConstant: true),
            Location = From(start),
        };
    }

    private LocatedFragment Fragment(int start)
    {
        reader.Take();
        if (reader.IsAt("on")) throw new DocumentSyntaxException(reader.Current.Start);
        var name = new GraphQLFragmentName(inputs.Name());
        var condition = TypeCondition();
        var directives = inputs.Directives();
        return new LocatedFragment(name, condition, Selections()) { Directives = directives, Location = From(start) };
    }

    private GraphQLTypeCondition TypeCondition()
    {
        if (!reader.IsAt("on")) throw new DocumentSyntaxException(reader.Current.Start);
        reader.Take();
        return new GraphQLTypeCondition(inputs.NamedType());
    }

    private LocatedSelections Selections()
    {
        var start = reader.Current.Start;
        var selections = reader.Many('{', () => reader.Deeper(Selection), '}');
        return new LocatedSelections(selections) { Location = From(start) };
    }

    private ASTNode Selection() => reader.Current.Kind == TokenKind.Spread ? Spread() : Field();

    private LocatedField Field()
    {
        var start = reader.Current.Start;
        var name = inputs.Name();
        GraphQLAlias? alias = null;
        if (reader.TakeIf(':'))
        {
            alias = new GraphQLAlias(name);
            name = inputs.Name();
        }

        var arguments = inputs.Arguments();
        var directives = inputs.Directives();
        return new LocatedField(name)
        {
            Alias = alias,
            Arguments = arguments,
            Directives = directives,
            SelectionSet = reader.IsAt('{') ? reader.Deeper(Selections) : null,
            Location = From(start),
        };
    }

    private ASTNode Spread()
    {
        var start = reader.Take().Start;
        if (reader.Current.Kind == TokenKind.Name && !reader.IsAt("on"))
            return new LocatedSpread(new GraphQLFragmentName(inputs.Name())) { Directives = inputs.Directives(), Location = From(start) };
        var condition = reader.IsAt("on") ? TypeCondition() : null;
        var directives = inputs.Directives();
        return new LocatedInlineFragment(reader.Deeper(Selections)) { TypeCondition = condition, Directives = directives, Location = From(start) };
    }

    private GraphQLLocation From(int start) => new(start, reader.LastEnd);
}
