using System.Globalization;
using System.Text;

namespace PartnerApi.Registry;

/// <summary>The rules for names and addresses: a text must be visible and must not contain the traces of a broken conversion.</summary>
internal static class RegistryText
{
    // Invisible characters whose category is a letter or a symbol: Hangul fillers and the blank Braille pattern.
    private static readonly int[] Blank = [0x115F, 0x1160, 0x2800, 0x3164, 0xFFA0];

    private static readonly HashSet<string> PlaceholderNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "NULL", "(NULL)", "N/A", "NA", "NONE", "UNKNOWN", "TEST", "-", "--", ".", "?", "X", "XX", "XXX",
    };

    /// <summary>The birth date that systems write for a missing one.</summary>
    public static readonly DateOnly PlaceholderBirthDate = new(1900, 1, 1);

    /// <summary>The postal code that systems write for a missing one.</summary>
    public const string PlaceholderPostalCode = "00000";

    /// <summary>Whether a name is an obvious placeholder. Placeholders are reported, not rejected: one may be a real name.</summary>
    public static bool IsPlaceholder(string name) => PlaceholderNames.Contains(name);

    /// <summary>The problem in a text, as a short phrase; null if the text is valid.</summary>
    public static string? Problem(string text, int maxCharacters)
    {
        if (text.Length == 0) return "empty";
        var characters = 0;
        var isVisible = false;
        string? problem = null;
        foreach (var character in text.EnumerateRunes())
        {
            characters++;
            problem ??= Problem(character);
            isVisible = isVisible || IsVisible(character);
        }
        if (characters > maxCharacters) return $"longer than {maxCharacters} characters";
        if (problem is not null) return problem;
        if (char.IsWhiteSpace(text[0]) || char.IsWhiteSpace(text[^1])) return "begins or ends with a space";
        return isVisible ? null : "has no visible character";
    }

    private static string? Problem(Rune character)
    {
        if (character.IsAscii) return Rune.IsControl(character) ? "contains a control character" : null;
        return character.Value switch
        {
            _ when Rune.GetUnicodeCategory(character) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator =>
                "contains a control character",
            0x061C or 0x200E or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) => "contains a bidirectional control character",
            0xFFFD => "contains U+FFFD, the sign of a broken character conversion",
            >= 0xFDD0 and <= 0xFDEF => "contains a noncharacter",
            var code when (code & 0xFFFE) == 0xFFFE => "contains a noncharacter",
            _ => null,
        };
    }

    private static bool IsVisible(Rune character)
    {
        if (character.IsAscii) return character.Value > ' ';
        return Rune.IsLetterOrDigit(character) || Rune.IsNumber(character) || Rune.IsPunctuation(character) || Rune.IsSymbol(character)
            ? !Blank.Contains(character.Value)
            : false;
    }
}
