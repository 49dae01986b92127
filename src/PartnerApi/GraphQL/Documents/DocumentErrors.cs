using PartnerApi.Contract;

namespace PartnerApi.GraphQL.Documents;

/// <summary>The errors of documents, in words that hold nothing of the document.</summary>
internal static class DocumentErrors
{
    /// <summary>A documented limit is exceeded.</summary>
    public static QuestionError Limit(string name, int most) =>
        QuestionError.Limit(name, most, $"The request exceeds a limit: at most {most} {name}.");

    /// <summary>The text is not GraphQL.</summary>
    public static QuestionError Syntax(int line, int column) =>
        new(ErrorCode.GraphqlParseFailed, "The document is not valid GraphQL: there is a syntax error.") { Locations = [(line, column)] };

    /// <summary>The document is valid syntax but cannot be asked.</summary>
    public static QuestionError Invalid(string message) => new(ErrorCode.GraphqlValidationFailed, message);
}
