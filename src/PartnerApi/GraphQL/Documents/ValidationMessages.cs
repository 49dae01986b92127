using GraphQL;
using GraphQL.Validation;
using GraphQL.Validation.Errors;
using PartnerApi.Contract;

namespace PartnerApi.GraphQL.Documents;

/// <summary>
/// The engine's validation errors in our words: names of the document and of the caller's own schema may be told, values never, and
/// nothing is suggested.
/// </summary>
internal static class ValidationMessages
{
    private const int LongestMessage = 300;

    /// <summary>What the response tells of an error of the engine's validation.</summary>
    public static QuestionError Of(ExecutionError error) => DocumentErrors.Invalid(Message(error)) with
    {
        Locations = [.. (error.Locations ?? []).Select(location => (location.Line, location.Column))],
    };

    private static string Message(ExecutionError error) => error switch
    {
        InvalidVariableError => $"{Cut(UpTo(error.Message, " is invalid"))} is missing, or its value does not fit its type.",
        ArgumentsOfCorrectTypeError or InvalidLiteralError or InvalidValueError => "An argument's value does not fit its type.",
        DefaultValuesOfCorrectTypeError => "A variable's default value does not fit its type.",
        ValidationError => Cut(UpTo(error.Message, " Did you mean ")),
        _ => "The document is not valid.",
    };

    private static string UpTo(string message, string end) =>
        message.IndexOf(end, StringComparison.Ordinal) is var at and >= 0 ? message[..at] : message;

    private static string Cut(string text) => text.Length <= LongestMessage ? text : text[..LongestMessage] + "…";
}
