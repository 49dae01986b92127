namespace PartnerApi.GraphQL.Documents.Syntax;

/// <summary>The text is not an executable document. The message holds nothing of the text.</summary>
/// <param name="position">The index of the character at which it stops being one.</param>
internal sealed class DocumentSyntaxException(int position) : Exception("The text is not a GraphQL document.")
{
    /// <summary>The index of the character at which the text stops being a document.</summary>
    public int Position { get; } = position;
}
