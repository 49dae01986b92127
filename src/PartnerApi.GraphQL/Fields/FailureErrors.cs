using PartnerApi.Core;

namespace PartnerApi.GraphQL.Fields;

/// <summary>The errors for failures of the gateway, without details of the failure.</summary>
internal static class FailureErrors
{
    private static readonly GatewayError[] UnavailableParts =
        [.. Enum.GetValues<GatewayPart>().Select(part => new GatewayError(ErrorCode.Unavailable, $"The gateway cannot answer now: the {part.Name()} is unavailable."))];

    /// <summary>The error for an unavailable part. It is the same for all callers and cards.</summary>
    public static GatewayError Unavailable(GatewayPart part) => UnavailableParts[(int)part];

    public static readonly GatewayError Failed = new(
        ErrorCode.Internal, "The gateway failed. Report the request id of the response header to the operator.");
}
