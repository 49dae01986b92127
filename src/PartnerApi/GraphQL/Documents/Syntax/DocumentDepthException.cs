namespace PartnerApi.GraphQL.Documents.Syntax;

/// <summary>The document is nested more deeply than allowed.</summary>
internal sealed class DocumentDepthException() : Exception("The document is nested too deeply.");
