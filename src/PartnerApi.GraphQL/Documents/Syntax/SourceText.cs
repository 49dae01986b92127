namespace PartnerApi.GraphQL.Documents.Syntax;

/// <summary>The characters of a document's text: Unicode scalar values, and lines that end with LF, CR, or CR LF.</summary>
internal static class SourceText
{
    /// <summary>The index after the scalar value at a position.</summary>
    /// <exception cref="DocumentSyntaxException">There is a lone surrogate.</exception>
    public static int Next(string text, int position)
    {
        if (!char.IsSurrogate(text[position])) return position + 1;
        if (position + 1 < text.Length && char.IsSurrogatePair(text[position], text[position + 1])) return position + 2;
        throw new DocumentSyntaxException(position);
    }

    /// <summary>The line and column of a position, both counted from 1.</summary>
    public static (int Line, int Column) Locate(string text, int position)
    {
        var line = 1;
        var start = 0;
        for (var index = 0; index < position && index < text.Length; index++)
        {
            var ends = text[index] == '\n' || (text[index] == '\r' && !(index + 1 < text.Length && text[index + 1] == '\n'));
            if (!ends) continue;
            line++;
            start = index + 1;
        }

        return (line, position - start + 1);
    }
}
