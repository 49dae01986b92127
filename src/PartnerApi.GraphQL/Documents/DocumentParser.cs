using GraphQLParser.AST;
using PartnerApi.Core;
using PartnerApi.GraphQL.Documents.Syntax;

namespace PartnerApi.GraphQL.Documents;

/// <summary>Parses a query text to a syntax tree or an error. The error does not contain the text.</summary>
internal static class DocumentParser
{
    private static readonly GatewayError TypeDefinition = DocumentErrors.Invalid(
        "The document has a type definition; only operations and fragments are allowed.");

    /// <summary>Counts the tokens and parses.</summary>
    public static (GraphQLDocument? Document, GatewayError? Error) Parse(string query, DocumentLimits limits)
    {
        try
        {
            var tokens = Lexer.Read(query, limits.Tokens);
            if (tokens[^1].Kind != TokenKind.End) return (null, DocumentErrors.Limit("tokens", limits.Tokens));
            return ExecutableParser.Parse(query, tokens, limits.SyntaxDepth) is { } document ? (document, null) : (null, TypeDefinition);
        }
        catch (DocumentDepthException)
        {
            return (null, DocumentErrors.Limit("syntaxDepth", limits.SyntaxDepth));
        }
        catch (DocumentSyntaxException error)
        {
            var (line, column) = SourceText.Locate(query, error.Position);
            return (null, DocumentErrors.Syntax(line, column));
        }
    }
}
