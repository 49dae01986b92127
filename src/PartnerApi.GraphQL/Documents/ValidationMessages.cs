using GraphQL;
using GraphQL.Validation;
using PartnerApi.Core;

namespace PartnerApi.GraphQL.Documents;

/// <summary>
/// Messages for the engine's validation errors. They may contain names of the document and of the caller's schema, but no values and no
/// suggestions.
/// </summary>
internal static class ValidationMessages
{
    private const int LongestMessage = 300;
    private const int LongestName = 60;

    /// <summary>The response's error for an error of the engine's validation.</summary>
    public static GatewayError Of(ExecutionError error) => DocumentErrors.Invalid(Message(error)) with
    {
        Locations = [.. (error.Locations ?? []).Select(location => (location.Line, location.Column))],
    };

    /// <summary>A name of the document for messages: shortened if it is long, and removed if it may contain a card number.</summary>
    public static string Name(string name) => CardNumberSearch.MayHoldCardNumber(name) ? "…" : name.Length <= LongestName ? name : name[..LongestName] + "…";

    private static string Message(ExecutionError error) => error switch
    {
        InvalidVariableError => "A variable's value does not fit its type.",
        InvalidLiteralError or InvalidValueError => "An argument's value does not fit its type.",
        ValidationError when !CardNumberSearch.MayHoldCardNumber(error.Message) => Cut(UpTo(error.Message, " Did you mean ")),
        _ => "The document is not valid.",
    };

    private static string UpTo(string message, string end) =>
        message.IndexOf(end, StringComparison.Ordinal) is var at and >= 0 ? message[..at] : message;

    private static string Cut(string text) => text.Length <= LongestMessage ? text : text[..LongestMessage] + "…";
}
