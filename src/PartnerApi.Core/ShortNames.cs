namespace PartnerApi.Core;

/// <summary>The ids that operators give to partners, clients and benefits: they stand in commands and tokens, and need no quoting there.</summary>
public static class ShortNames
{
    /// <summary>Characters of the longest id.</summary>
    public const int MaxLength = 64;

    /// <summary>What an id has, in words.</summary>
    public static readonly string Rule = $"1 to {MaxLength} lower-case letters, digits and hyphens";

    /// <summary>Whether this can be an id.</summary>
    public static bool Allow(string id) =>
        id.Length is > 0 and <= MaxLength && id.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-');
}
