using System.Globalization;
using System.Text;

namespace PartnerApi.GraphQL.Documents.Syntax;

/// <summary>The ends and values of strings (GraphQL, September 2025, section 2.9.4).</summary>
internal static class StringTokens
{
    private const string BlockQuote = "\"\"\"";
    private const string EscapedBlockQuote = "\\\"\"\"";
    private const int HighestScalar = 0x10FFFF;

    /// <summary>The index after the closing quotation mark of the string at a position. <see cref="Value"/> reads its escapes later.</summary>
    /// <exception cref="DocumentSyntaxException">It does not end on its line.</exception>
    public static int End(string text, int start)
    {
        var position = start + 1;
        while (position < text.Length && text[position] is not ('\n' or '\r'))
        {
            if (text[position] == '"') return position + 1;

            // An escaped quotation mark does not end the string.
            if (text[position] == '\\' && ++position == text.Length) break;
            position = SourceText.Next(text, position);
        }

        throw new DocumentSyntaxException(position);
    }

    /// <summary>The index after the closing quotation marks of the block string at a position.</summary>
    /// <exception cref="DocumentSyntaxException">It does not end.</exception>
    public static int EndOfBlock(string text, int start)
    {
        var position = start + BlockQuote.Length;
        while (position < text.Length)
        {
            if (Matches(text, position, EscapedBlockQuote)) position += EscapedBlockQuote.Length;
            else if (Matches(text, position, BlockQuote)) return position + BlockQuote.Length;
            else position = SourceText.Next(text, position);
        }

        throw new DocumentSyntaxException(position);
    }

    /// <summary>The characters that a string token represents, with its escape sequences replaced.</summary>
    /// <exception cref="DocumentSyntaxException">It has an unknown escape sequence, or one that is not a Unicode scalar value.</exception>
    public static string Value(string text, Token token)
    {
        var end = token.End - 1;
        if (text.IndexOf('\\', token.Start, token.End - token.Start) < 0) return text[(token.Start + 1)..end];
        var value = new StringBuilder(end - token.Start);
        var position = token.Start + 1;
        while (position < end)
        {
            if (text[position] == '\\') position = Escape(text, position, end, value);
            else value.Append(text[position++]);
        }

        return value.ToString();
    }

    /// <summary>The value of a block string token: its lines without their common indentation and without leading and trailing blank lines.</summary>
    public static string BlockValue(string text, Token token)
    {
        var lines = text[(token.Start + BlockQuote.Length)..(token.End - BlockQuote.Length)]
            .Replace(EscapedBlockQuote, BlockQuote, StringComparison.Ordinal)
            .Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Split('\n');
        var first = lines.Length;
        var last = -1;
        var indent = int.MaxValue;
        for (var index = 0; index < lines.Length; index++)
        {
            var leading = lines[index].Length - lines[index].TrimStart(' ', '\t').Length;
            if (leading == lines[index].Length) continue;
            first = Math.Min(first, index);
            last = index;
            if (index > 0) indent = Math.Min(indent, leading);
        }

        return string.Join('\n', lines.Skip(first).Take(last - first + 1)
            .Select((line, index) => first + index == 0 ? line : line.Length > indent ? line[indent..] : ""));
    }

    private static int Escape(string text, int position, int end, StringBuilder value)
    {
        switch (text[position + 1])
        {
            case 'u':
                var (scalar, next) = Unicode(text, position, end);
                value.Append(char.ConvertFromUtf32(scalar));
                return next;
            case '"' or '\\' or '/': value.Append(text[position + 1]); break;
            case 'b': value.Append('\b'); break;
            case 'f': value.Append('\f'); break;
            case 'n': value.Append('\n'); break;
            case 'r': value.Append('\r'); break;
            case 't': value.Append('\t'); break;
            default: throw new DocumentSyntaxException(position);
        }

        return position + 2;
    }

    // \u{1F600}, \u0041, or a surrogate pair of two escapes. A lone surrogate is not a character.
    private static (int Scalar, int Next) Unicode(string text, int position, int end)
    {
        if (text[position + 2] == '{')
        {
            var close = text.IndexOf('}', position + 3, end - position - 3);
            var value = close < 0 ? -1 : Hex(text.AsSpan(position + 3, close - position - 3).TrimStart('0'), atMost: 6);
            var isEmpty = close == position + 3;
            if (isEmpty || value is < 0 or > HighestScalar or (>= 0xD800 and <= 0xDFFF)) throw new DocumentSyntaxException(position);
            return (value, close + 1);
        }

        var unit = Unit(text, position, end);
        if (unit is >= 0 and not (>= 0xD800 and <= 0xDFFF)) return (unit, position + 6);
        var low = unit >= 0 && Matches(text, position + 6, "\\u") ? Unit(text, position + 6, end) : -1;
        if (low < 0 || !char.IsSurrogatePair((char)unit, (char)low)) throw new DocumentSyntaxException(position);
        return (char.ConvertToUtf32((char)unit, (char)low), position + 12);
    }

    private static int Unit(string text, int position, int end) =>
        position + 6 <= end ? Hex(text.AsSpan(position + 2, 4), atMost: 4) : -1;

    // Leading zeros were removed, so the empty text is zero.
    private static int Hex(ReadOnlySpan<char> digits, int atMost)
    {
        if (digits.Length == 0) return 0;
        return digits.Length <= atMost && int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) ? value : -1;
    }

    private static bool Matches(string text, int position, string what) => string.CompareOrdinal(text, position, what, 0, what.Length) == 0;
}
