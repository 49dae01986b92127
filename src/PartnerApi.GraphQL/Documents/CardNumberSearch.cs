namespace PartnerApi.GraphQL.Documents;

/// <summary>Finds texts that may contain a card number, which must be neither cached nor repeated.</summary>
internal static class CardNumberSearch
{
    // A date has fewer consecutive digits. A card number has about twice as many, even if it is mistyped or has spaces.
    private const int MaxDigitsWithoutNumber = 9;

    /// <summary>
    /// Whether a text has enough consecutive digits for a card number, with any characters between them. A letter ends the sequence,
    /// except in a string or comment, where it may be a mistyped digit.
    /// </summary>
    public static bool MayHoldCardNumber(ReadOnlySpan<char> text)
    {
        var digits = 0;
        var isString = false;
        var isComment = false;
        foreach (var c in text)
        {
            // An escape sequence could spell a digit.
            if (c == '\\') return true;
            if (c == '"' && !isComment) isString = !isString;
            if (c == '#' && !isString) isComment = true;
            if (c is '\n' or '\r') isComment = false;
            if (char.IsDigit(c)) digits++;
            else if (char.IsLetter(c) && !isString && !isComment) digits = 0;
            if (digits > MaxDigitsWithoutNumber) return true;
        }

        return false;
    }
}
