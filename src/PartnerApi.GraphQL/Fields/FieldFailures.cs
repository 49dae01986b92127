using PartnerApi.Core;

namespace PartnerApi.GraphQL.Fields;

/// <summary>Turns the exception of a field into the error for the caller, and logs it.</summary>
internal sealed partial class FieldFailures(OutageLog outages, StoreFailureFinder failures, ILogger<FieldFailures> logger)
{
    /// <summary>The error for the caller, without details of the failure.</summary>
    public GatewayError ErrorOf(Exception cause, string requestId)
    {
        if (cause is InvalidArgumentException invalid) return invalid.Error;
        if (failures(cause) is { } trouble)
        {
            outages.Log(trouble, requestId);
            return FailureErrors.Unavailable(trouble.Part);
        }

        // The message of an exception can contain values of the request; its type and stack trace cannot.
        LogFailure(cause.GetType().Name, cause.StackTrace, requestId);
        return FailureErrors.Failed;
    }

    [LoggerMessage(LogLevel.Error, "A field failed with {Kind} at {Place} (request {RequestId}).")]
    private partial void LogFailure(string kind, string? place, string requestId);
}
