namespace PartnerApi.GraphQL.Documents.Syntax;

/// <summary>The kinds of lexical tokens of an executable document (GraphQL, section 2.1.6).</summary>
internal enum TokenKind
{
    /// <summary>The end of the document.</summary>
    End,

    /// <summary>A single punctuation character, which is the token's text.</summary>
    Punctuator,

    /// <summary><c>...</c></summary>
    Spread,

    /// <summary>A name or a keyword.</summary>
    Name,

    /// <summary>A whole number.</summary>
    Int,

    /// <summary>A number with a fraction or an exponent.</summary>
    Float,

    /// <summary>A string between single quotation marks.</summary>
    String,

    /// <summary>A string between triple quotation marks.</summary>
    BlockString,
}

/// <summary>A lexical token.</summary>
/// <param name="Kind">The lexical kind, which decides how the text between the positions is read.</param>
/// <param name="Start">The index of its first character.</param>
/// <param name="End">The index after its last character.</param>
internal readonly record struct Token(TokenKind Kind, int Start, int End);
