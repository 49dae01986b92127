namespace PartnerApi.GraphQL.Documents.Syntax;

/// <summary>The text is not an executable document. The message does not contain the text.</summary>
/// <param name="position">The index of the first invalid character.</param>
internal sealed class DocumentSyntaxException(int position) : Exception("The text is not a GraphQL document.")
{
    /// <summary>The index of the first invalid character.</summary>
    public int Position { get; } = position;
}
