namespace PartnerApi.Policy;

/// <summary>
/// The number printed on a card: 16 decimal digits. The first 14 (the payload) are random. The last 2 are check digits by ISO/IEC 7064 MOD 97-10, so the whole
/// number modulo 97 is 1. They detect every change of one digit and every swap of two neighboring digits.
/// </summary>
/// <remarks>
/// The number opens the holder's record, so it is never stored, logged or echoed, and <see cref="ToString"/> does not show it. <c>default</c> is not a card
/// number; methods that read its digits throw.
/// </remarks>
public readonly record struct CardNumber
{
    /// <summary>The number of digits, including check digits.</summary>
    public const int DigitCount = 16;

    /// <summary>The largest payload: 14 nines.</summary>
    public const long MaxPayload = 99_999_999_999_999;

    // With a separator between any two digits.
    private const int LongestText = DigitCount + DigitCount - 1;

    // Ten to the power of the number of digits.
    private const long Window = 10_000_000_000_000_000;

    private readonly long value;

    private CardNumber(long value) => this.value = value;

    /// <summary>
    /// Parses a number as people type it: 16 ASCII digits, at most one space or hyphen between two digits, none at either end.
    /// </summary>
    /// <param name="text">Any text. A text longer than a number can be is rejected without being read.</param>
    /// <param name="number">The number, or <c>default</c> if the text is malformed.</param>
    /// <returns>Whether the text is a well-formed number. A well-formed number may never have been issued.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out CardNumber number)
    {
        number = default;
        if (text.Length is < DigitCount or > LongestText) return false;

        long value = 0;
        var digits = 0;
        var afterDigit = false;
        foreach (var character in text)
        {
            if (char.IsAsciiDigit(character))
            {
                if (++digits > DigitCount) return false;
                value = value * 10 + (character - '0');
                afterDigit = true;
            }
            else if (afterDigit && (character is ' ' or '-'))
            {
                afterDigit = false;
            }
            else
            {
                return false;
            }
        }

        if (digits != DigitCount || !afterDigit || value % 97 != 1) return false;
        number = new CardNumber(value);
        return true;
    }

    /// <summary>Whether a text contains any well-formed number, with or without separators. A letter ends a number.</summary>
    public static bool IsAnyIn(ReadOnlySpan<char> text) => IsIn(text, only: null);

    /// <summary>Whether a text contains this number, with or without separators.</summary>
    public bool IsIn(ReadOnlySpan<char> text) => IsIn(text, value);

    private static bool IsIn(ReadOnlySpan<char> text, long? only)
    {
        var (digits, last) = (0, 0L);
        foreach (var character in text)
        {
            if (char.IsAsciiLetter(character)) (digits, last) = (0, 0);
            if (!char.IsAsciiDigit(character)) continue;
            (digits, last) = (digits + 1, (last * 10 + (character - '0')) % Window);
            if (digits >= DigitCount && (only is null ? last % 97 == 1 : last == only)) return true;
        }
        return false;
    }

    /// <summary>Creates the number with a payload by appending the check digits: 98 - (payload x 100 mod 97), from 02 to 98.</summary>
    /// <param name="fourteenDigits">0 to <see cref="MaxPayload"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The payload has more than 14 digits or is negative. The message does not show it.</exception>
    public static CardNumber FromPayload(long fourteenDigits)
    {
        if (fourteenDigits is < 0 or > MaxPayload)
            throw new ArgumentOutOfRangeException(nameof(fourteenDigits), "The payload of a card number must have 14 digits.");
        var shifted = fourteenDigits * 100;
        return new CardNumber(shifted + 98 - shifted % 97);
    }

    /// <summary>Writes the number as 16 ASCII digits without separators, the form from which keys and tags are derived.</summary>
    /// <param name="sixteenAsciiDigits">Exactly 16 bytes. The caller clears them after use.</param>
    /// <exception cref="ArgumentException">The span is not 16 bytes long.</exception>
    /// <exception cref="InvalidOperationException">This is <c>default</c>, not a card number.</exception>
    public void WriteDigits(Span<byte> sixteenAsciiDigits)
    {
        if (sixteenAsciiDigits.Length != DigitCount)
            throw new ArgumentException("The span must have exactly 16 bytes.", nameof(sixteenAsciiDigits));
        if (value == 0) throw new InvalidOperationException("The value is not a card number.");
        var rest = value;
        for (var i = DigitCount - 1; i >= 0; i--)
        {
            sixteenAsciiDigits[i] = (byte)('0' + rest % 10);
            rest /= 10;
        }
    }

    /// <summary>The 16 digits as text. Only for an export on an operator's request, never for a log, a message or a response.</summary>
    /// <exception cref="InvalidOperationException">This is <c>default</c>, not a card number.</exception>
    public string Reveal()
    {
        Span<byte> digits = stackalloc byte[DigitCount];
        WriteDigits(digits);
        return System.Text.Encoding.ASCII.GetString(digits);
    }

    /// <summary>A fixed text, so that a number cannot reach a log by accident. See <see cref="Reveal"/>.</summary>
    public override string ToString() => "[card number]";
}
