using GraphQL;

namespace PartnerApi.GraphQL.Http;

/// <summary>A GraphQL request as it came over HTTP (GraphQL over HTTP, section 5).</summary>
/// <param name="Query">The document's text.</param>
/// <param name="OperationName">Which of its operations.</param>
/// <param name="Variables">Values of its variables.</param>
internal sealed record RequestMessage(string Query, string? OperationName, Inputs Variables);
