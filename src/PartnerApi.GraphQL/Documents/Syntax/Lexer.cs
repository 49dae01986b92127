namespace PartnerApi.GraphQL.Documents.Syntax;

/// <summary>Splits a text into the tokens of GraphQL (September 2025, section 2.1), without recursion and in one pass.</summary>
internal static class Lexer
{
    private const char ByteOrderMark = '\uFEFF';

    /// <summary>The tokens of the text, followed by an end token. Reading stops if there are too many.</summary>
    /// <exception cref="DocumentSyntaxException">The text has a character that starts no token, or an invalid token.</exception>
    public static List<Token> Read(string text, int most)
    {
        var tokens = new List<Token>();
        var position = 0;
        while (tokens.Count <= most)
        {
            position = SkipIgnored(text, position);
            var token = Next(text, position);
            tokens.Add(token);
            if (token.Kind == TokenKind.End) break;
            position = token.End;
        }

        return tokens;
    }

    private static int SkipIgnored(string text, int position)
    {
        while (position < text.Length)
        {
            var c = text[position];
            if (c is ' ' or '\t' or '\n' or '\r' or ',' or ByteOrderMark) position++;
            else if (c == '#') position = SkipComment(text, position + 1);
            else break;
        }

        return position;
    }

    private static int SkipComment(string text, int position)
    {
        while (position < text.Length && text[position] is not ('\n' or '\r')) position = SourceText.Next(text, position);
        return position;
    }

    private static Token Next(string text, int start)
    {
        if (start == text.Length) return new Token(TokenKind.End, start, start);
        var c = text[start];
        if (c is '!' or '$' or '&' or '(' or ')' or ':' or '=' or '@' or '[' or ']' or '{' or '|' or '}')
            return new Token(TokenKind.Punctuator, start, start + 1);
        if (IsNameStart(c)) return new Token(TokenKind.Name, start, EndOfName(text, start + 1));
        if (char.IsAsciiDigit(c) || c == '-') return Number(text, start);
        if (c == '"')
        {
            return At(text, start + 1) == '"' && At(text, start + 2) == '"'
                ? new Token(TokenKind.BlockString, start, StringTokens.EndOfBlock(text, start))
                : new Token(TokenKind.String, start, StringTokens.End(text, start));
        }

        if (c == '.' && At(text, start + 1) == '.' && At(text, start + 2) == '.') return new Token(TokenKind.Spread, start, start + 3);
        throw new DocumentSyntaxException(start);
    }

    private static Token Number(string text, int start)
    {
        var kind = TokenKind.Int;
        var position = text[start] == '-' ? start + 1 : start;
        if (At(text, position) == '0')
        {
            position++;
            if (char.IsAsciiDigit(At(text, position))) throw new DocumentSyntaxException(position);
        }
        else
        {
            position = Digits(text, position);
        }

        if (At(text, position) == '.')
        {
            kind = TokenKind.Float;
            position = Digits(text, position + 1);
        }

        if (At(text, position) is 'e' or 'E')
        {
            kind = TokenKind.Float;
            position++;
            if (At(text, position) is '+' or '-') position++;
            position = Digits(text, position);
        }

        // A letter or a dot cannot follow a number: 0xF1 and 1.2.3 are errors, not two tokens.
        if (At(text, position) is '.' || IsNameStart(At(text, position))) throw new DocumentSyntaxException(position);
        return new Token(kind, start, position);
    }

    private static int Digits(string text, int position)
    {
        if (!char.IsAsciiDigit(At(text, position))) throw new DocumentSyntaxException(position);
        while (char.IsAsciiDigit(At(text, position))) position++;
        return position;
    }

    private static int EndOfName(string text, int position)
    {
        while (IsNameStart(At(text, position)) || char.IsAsciiDigit(At(text, position))) position++;
        return position;
    }

    private static bool IsNameStart(char c) => char.IsAsciiLetter(c) || c == '_';

    // NUL after the end, which is not part of any token.
    private static char At(string text, int position) => position < text.Length ? text[position] : '\0';
}
