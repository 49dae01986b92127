using System.Text;
using PartnerApi.Policy;

namespace PartnerApi.Registry;

/// <summary>
/// Reads the number and the status of a skipped line, more leniently than those of an imported line: a skipped line must still withdraw its card if its
/// meaning is clear. Numbers have check digits, and no two statuses can be confused.
/// </summary>
internal static class LenientFields
{
    private static readonly string[] Statuses = [.. RegistryColumn.Statuses.Select(status => status.Replace("_", "", StringComparison.Ordinal))];

    /// <summary>The card number in a field, ignoring white space, hyphens, and byte order marks; null if the field holds no card number.</summary>
    public static CardNumber? Number(ReadOnlySpan<byte> field)
    {
        Span<char> digits = stackalloc char[CardNumber.DigitCount];
        return TryClean(field, digits, out var length) && CardNumber.TryParse(digits[..length], out var number) ? number : null;
    }

    /// <summary>The state that a status names, ignoring case, white space, hyphens, and underscores; null if the status is unknown.</summary>
    public static CardState? State(ReadOnlySpan<byte> field)
    {
        Span<char> letters = stackalloc char[RegistryColumn.All[RegistryColumn.Status].MaxCharacters];
        if (!TryClean(field, letters, out var length)) return null;
        var word = letters[..length].ToString();
        var index = Array.FindIndex(Statuses, status => string.Equals(status, word, StringComparison.OrdinalIgnoreCase));
        return index < 0 ? null : (CardState)index;
    }

    // False if the rest does not fit, or is not ASCII.
    private static bool TryClean(ReadOnlySpan<byte> field, Span<char> clean, out int length)
    {
        length = 0;
        while (!field.IsEmpty)
        {
            Rune.DecodeFromUtf8(field, out var character, out var bytes);
            field = field[bytes..];
            if (IsFiller(character)) continue;
            if (!character.IsAscii || length == clean.Length) return false;
            clean[length++] = (char)character.Value;
        }
        return true;
    }

    private static bool IsFiller(Rune character) =>
        character.Value is '-' or '_' || Rune.IsWhiteSpace(character) || Rune.GetUnicodeCategory(character) == System.Globalization.UnicodeCategory.Format;
}
