using GraphQLParser;
using GraphQLParser.AST;

namespace PartnerApi.GraphQL.Documents.Syntax;

/// <summary>Parses names, values, types, arguments, and directives.</summary>
internal sealed class InputParser(string text, TokenReader reader)
{
    public GraphQLName Name()
    {
        var token = reader.Expect(TokenKind.Name);
        return new LocatedName(Text(token)) { Location = Place(token) };
    }

    /// <summary>Skips a description, which the engine does not need.</summary>
    /// <returns>Whether there was one.</returns>
    public bool SkipDescription()
    {
        if (reader.Current.Kind is not (TokenKind.String or TokenKind.BlockString)) return false;
        if (reader.Current.Kind == TokenKind.String) StringTokens.Value(text, reader.Current);
        reader.Take();
        return true;
    }

    /// <summary>Reads a variable, such as <c>$number</c>.</summary>
    public GraphQLVariable Variable()
    {
        var start = reader.Expect('$').Start;
        return new LocatedVariable(Name()) { Location = From(start) };
    }

    /// <summary>Reads a type, such as <c>[CardNumber!]!</c>.</summary>
    public GraphQLType Type() => reader.Deeper(() =>
    {
        GraphQLType type;
        if (reader.TakeIf('['))
        {
            type = new GraphQLListType(Type());
            reader.Expect(']');
        }
        else
        {
            type = NamedType();
        }

        return reader.TakeIf('!') ? new GraphQLNonNullType(type) : type;
    });

    public GraphQLNamedType NamedType()
    {
        var name = Name();
        return new LocatedNamedType(name) { Location = name.Location };
    }

    /// <summary>Reads arguments; null without arguments.</summary>
    public GraphQLArguments? Arguments(bool isConstant = false) =>
        reader.IsAt('(') ? new GraphQLArguments(reader.Many<GraphQLArgument>('(', () => Argument(isConstant), ')')) : null;

    /// <summary>Reads directives; null without directives.</summary>
    public GraphQLDirectives? Directives(bool isConstant = false)
    {
        if (!reader.IsAt('@')) return null;
        var directives = new List<GraphQLDirective>();
        while (reader.IsAt('@'))
        {
            var start = reader.Take().Start;
            directives.Add(new LocatedDirective(Name()) { Arguments = Arguments(isConstant), Location = From(start) });
        }

        return new GraphQLDirectives(directives);
    }

    /// <summary>Reads a value. A constant value contains no variables.</summary>
    public GraphQLValue Value(bool isConstant) => reader.Deeper(() => ReadValue(isConstant));

    private GraphQLValue ReadValue(bool isConstant)
    {
        var start = reader.Current.Start;
        if (reader.IsAt('$') && !isConstant) return Variable();
        if (reader.TakeIf('['))
        {
            var items = new List<GraphQLValue>();
            while (!reader.TakeIf(']')) items.Add(Value(isConstant));
            return new LocatedList { Values = items.Count > 0 ? items : null, Location = From(start) };
        }

        if (reader.TakeIf('{'))
        {
            var fields = new List<GraphQLObjectField>();
            while (!reader.TakeIf('}')) fields.Add(ObjectField(isConstant));
            return new LocatedObject { Fields = fields.Count > 0 ? fields : null, Location = From(start) };
        }

        var token = reader.Take();
        return token.Kind switch
        {
            TokenKind.Int => new LocatedInt(Text(token)) { Location = Place(token) },
            TokenKind.Float => new LocatedFloat(Text(token)) { Location = Place(token) },
            TokenKind.String => new LocatedString(StringTokens.Value(text, token)) { Location = Place(token) },
            TokenKind.BlockString => new LocatedString(StringTokens.BlockValue(text, token)) { Location = Place(token) },
            TokenKind.Name => Word(token),
            _ => throw new DocumentSyntaxException(token.Start),
        };
    }

    private GraphQLValue Word(Token token) => text.AsSpan(token.Start, token.End - token.Start) switch
    {
        "true" => new LocatedTrue { Location = Place(token) },
        "false" => new LocatedFalse { Location = Place(token) },
        "null" => new LocatedNull { Location = Place(token) },
        _ => new LocatedEnum(new LocatedName(Text(token)) { Location = Place(token) }) { Location = Place(token) },
    };

    private LocatedObjectField ObjectField(bool isConstant)
    {
        var name = Name();
        reader.Expect(':');
        var value = Value(isConstant);
        return new LocatedObjectField(name, value) { Location = From(name.Location.Start) };
    }

    private LocatedArgument Argument(bool isConstant)
    {
        var name = Name();
        reader.Expect(':');
        var value = Value(isConstant);
        return new LocatedArgument(name, value) { Location = From(name.Location.Start) };
    }

    private ROM Text(Token token) => text.AsMemory(token.Start, token.End - token.Start);

    private GraphQLLocation From(int start) => new(start, reader.LastEnd);

    private static GraphQLLocation Place(Token token) => new(token.Start, token.End);
}
