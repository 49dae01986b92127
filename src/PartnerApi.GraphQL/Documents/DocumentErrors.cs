using PartnerApi.Core;

namespace PartnerApi.GraphQL.Documents;

/// <summary>The errors of documents. Their messages contain no text of the document.</summary>
internal static class DocumentErrors
{
    // The units of the limits, in singular and plural.
    private static readonly Dictionary<string, (string One, string Many)> Counted = new()
    {
        ["bodyBytes"] = ("byte", "bytes"),
        ["answerBytes"] = ("byte of the answer", "bytes of the answer"),
        ["tokens"] = ("lexical token", "lexical tokens"),
        ["syntaxDepth"] = ("level of nesting", "levels of nesting"),
        ["selectionDepth"] = ("level of selections", "levels of selections"),
        ["selections"] = ("selection", "selections"),
        ["aliases"] = ("alias", "aliases"),
        ["repeats"] = ("field of the same name side by side", "fields of the same name side by side"),
        ["operations"] = ("operation", "operations"),
        ["fragments"] = ("fragment", "fragments"),
        ["spreadDepth"] = ("level of fragments within fragments", "levels of fragments within fragments"),
        ["directives"] = ("directive", "directives"),
        ["variables"] = ("variable", "variables"),
        ["introspectionLists"] = ("list of the schema within another", "lists of the schema within one another"),
    };

    /// <summary>The error for an exceeded limit.</summary>
    public static GatewayError Limit(string name, int most)
    {
        var (one, many) = Counted[name];
        return GatewayError.Limit(name, most, $"The request exceeds the limit '{name}': at most {English.Count(most, one, many)}.");
    }

    /// <summary>The error for text that is not GraphQL.</summary>
    public static GatewayError Syntax(int line, int column) =>
        new(RequestErrorCodes.GraphqlParseFailed, "The document is not valid GraphQL: there is a syntax error.") { Locations = [(line, column)] };

    /// <summary>The error for a document with valid syntax that cannot be executed.</summary>
    public static GatewayError Invalid(string message) => new(RequestErrorCodes.GraphqlValidationFailed, message);
}
