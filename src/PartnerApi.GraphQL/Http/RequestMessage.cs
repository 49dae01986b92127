using GraphQL;

namespace PartnerApi.GraphQL.Http;

/// <summary>A GraphQL request from HTTP (GraphQL over HTTP, section 5).</summary>
/// <param name="Query">The document's text.</param>
/// <param name="OperationName">The name of the operation to execute.</param>
/// <param name="Variables">The values of its variables.</param>
internal sealed record RequestMessage(string Query, string? OperationName, Inputs Variables);
