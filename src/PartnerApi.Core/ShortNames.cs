namespace PartnerApi.Core;

/// <summary>The ids that operators choose for partners, clients and benefits. They appear in commands and tokens, and need no quoting there.</summary>
public static class ShortNames
{
    /// <summary>The maximum length, in characters.</summary>
    public const int MaxLength = 64;

    /// <summary>The rule for ids, for messages.</summary>
    public static readonly string Rule = $"1 to {MaxLength} lower-case letters, digits and hyphens";

    /// <summary>Whether the text is a valid id.</summary>
    public static bool Allow(string id) =>
        id.Length is > 0 and <= MaxLength && id.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-');
}
