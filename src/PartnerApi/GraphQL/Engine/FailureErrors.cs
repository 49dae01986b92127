using PartnerApi.Core;

namespace PartnerApi.GraphQL.Engine;

/// <summary>What a caller is told of a failure of the gateway's own: nothing of it.</summary>
internal static class FailureErrors
{
    private static readonly GatewayError[] UnavailableParts =
        [.. Enum.GetValues<GatewayPart>().Select(part => new GatewayError(ErrorCode.Unavailable, $"The gateway cannot answer now: the {part.Name()} is unavailable."))];

    /// <summary>A part is away. Which one is the same for all callers and cards.</summary>
    public static GatewayError Unavailable(GatewayPart part) => UnavailableParts[(int)part];

    /// <summary>What nobody foresaw.</summary>
    public static readonly GatewayError Failed = new(
        ErrorCode.Internal, "The gateway failed. Give the request id of the response header to the operator.");
}
