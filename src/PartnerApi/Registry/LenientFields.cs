using System.Text;
using PartnerApi.Policy;

namespace PartnerApi.Registry;

/// <summary>
/// Reads a number and a status more leniently than a line is taken: a line that is set aside must still take its card out of use when what it means is
/// beyond doubt. A number has check digits, and no status is mistaken for another.
/// </summary>
internal static class LenientFields
{
    private static readonly string[] Statuses = [.. RegistryColumn.Statuses.Select(status => status.Replace("_", "", StringComparison.Ordinal))];

    /// <summary>The number in a field, whatever white space, hyphens and byte order marks are around and in it; null when there is none.</summary>
    public static CardNumber? Number(ReadOnlySpan<byte> field)
    {
        Span<char> digits = stackalloc char[CardNumber.DigitCount];
        return TryClean(field, digits, out var length) && CardNumber.TryParse(digits[..length], out var number) ? number : null;
    }

    /// <summary>The state that a status stands for, whatever its case, white space, hyphens and underscores; null when it stands for none.</summary>
    public static CardState? State(ReadOnlySpan<byte> field)
    {
        Span<char> letters = stackalloc char[RegistryColumn.All[RegistryColumn.Status].MaxCharacters];
        if (!TryClean(field, letters, out var length)) return null;
        var word = letters[..length].ToString();
        var index = Array.FindIndex(Statuses, status => string.Equals(status, word, StringComparison.OrdinalIgnoreCase));
        return index < 0 ? null : (CardState)index;
    }

    // False when more is left than there is room for, or anything that is not ASCII.
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
