namespace PartnerApi.GraphQL.Documents.Syntax;

/// <summary>The nesting of a document exceeds the limit.</summary>
internal sealed class DocumentDepthException() : Exception("The document is nested too deeply.");
