using PartnerApi.Contract;

namespace PartnerApi.GraphQL.Engine;

/// <summary>What a caller is told of a failure of the gateway's own: nothing of it.</summary>
internal static class FailureErrors
{
    /// <summary>The store is away.</summary>
    public static readonly QuestionError Unavailable = new(ErrorCode.Unavailable, "The gateway cannot answer now.");

    /// <summary>What nobody foresaw.</summary>
    public static readonly QuestionError Failed = new(
        ErrorCode.Internal, "The gateway failed. Give the request id of the response header to the operator.");
}
