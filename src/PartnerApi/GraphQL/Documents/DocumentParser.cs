using GraphQLParser;
using GraphQLParser.AST;
using GraphQLParser.Exceptions;
using PartnerApi.Contract;

namespace PartnerApi.GraphQL.Documents;

/// <summary>Turns a query text into a syntax tree, or into the one error that says why not, without echoing the text.</summary>
internal static class DocumentParser
{
    /// <summary>Counts the tokens and parses.</summary>
    public static (GraphQLDocument? Document, QuestionError? Error) Parse(string query, DocumentLimits limits)
    {
        try
        {
            if (CountTokens(query, limits.Tokens) > limits.Tokens) return (null, DocumentErrors.Limit("tokens", limits.Tokens));
            return (Parser.Parse(query, new ParserOptions { Ignore = IgnoreOptions.Comments, MaxDepth = limits.SyntaxDepth }), null);
        }
        catch (GraphQLMaxDepthExceededException)
        {
            return (null, DocumentErrors.Limit("syntaxDepth", limits.SyntaxDepth));
        }
        catch (GraphQLSyntaxErrorException error)
        {
            return (null, DocumentErrors.Syntax(error.Location.Line, error.Location.Column));
        }
        catch (IndexOutOfRangeException)
        {
            // Parser 9.5.1 fails so while it prepares the excerpt for a syntax error behind a lone carriage return.
            return (null, DocumentErrors.Syntax(1, 1));
        }
    }

    private static int CountTokens(string query, int most)
    {
        var count = 0;
        var position = 0;
        while (count <= most)
        {
            var token = Lexer.Lex(query, position);
            if (token.Kind == TokenKind.EOF) break;
            if (token.Kind != TokenKind.COMMENT) count++;
            position = token.End;
        }

        return count;
    }
}
