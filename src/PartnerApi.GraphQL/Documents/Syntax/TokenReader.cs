namespace PartnerApi.GraphQL.Documents.Syntax;

/// <summary>Reads a document's tokens in their order, and counts the depth in the syntax tree.</summary>
internal sealed class TokenReader(string text, List<Token> tokens, int mostDepth)
{
    private int index;
    private int depth;

    public Token Current => tokens[index];

    /// <summary>The end of the last read token.</summary>
    public int LastEnd { get; private set; }

    public bool IsAt(char punctuator) => Current.Kind == TokenKind.Punctuator && text[Current.Start] == punctuator;

    public bool IsAt(string word) => Current.Kind == TokenKind.Name && text.AsSpan(Current.Start, Current.End - Current.Start).SequenceEqual(word);

    /// <summary>Reads the next token of any kind.</summary>
    public Token Take()
    {
        var token = Current;
        LastEnd = token.End;
        index++;
        return token;
    }

    /// <summary>Reads the next token if it is this punctuator.</summary>
    public bool TakeIf(char punctuator)
    {
        if (!IsAt(punctuator)) return false;
        Take();
        return true;
    }

    /// <summary>Reads a token of this kind.</summary>
    /// <exception cref="DocumentSyntaxException">The next token has another kind.</exception>
    public Token Expect(TokenKind kind) => Current.Kind == kind ? Take() : throw new DocumentSyntaxException(Current.Start);

    /// <summary>Reads this punctuator.</summary>
    /// <exception cref="DocumentSyntaxException">The next token is another one.</exception>
    public Token Expect(char punctuator) => IsAt(punctuator) ? Take() : throw new DocumentSyntaxException(Current.Start);

    /// <summary>Reads at least one item between two punctuators.</summary>
    public List<T> Many<T>(char open, Func<T> read, char close)
    {
        Expect(open);
        var items = new List<T>();
        do items.Add(read());
        while (!TakeIf(close));
        return items;
    }

    /// <summary>Reads a node one level deeper in the tree. The limit bounds the parser's recursion.</summary>
    /// <exception cref="DocumentDepthException">The depth exceeds the limit.</exception>
    public T Deeper<T>(Func<T> read)
    {
        if (++depth > mostDepth) throw new DocumentDepthException();
        var node = read();
        depth--;
        return node;
    }
}
