namespace PartnerApi.Core;

/// <summary>A short text that a caller chooses, and that the gateway returns or compares, such as an idempotency key or a nonce.</summary>
public static class CallerText
{
    /// <summary>The required form, for messages.</summary>
    public const string Form = "1 to 64 visible ASCII characters, such as a UUID";

    private const int Longest = 64;

    /// <summary>Whether the text has the form.</summary>
    public static bool IsShort(string text) => text.Length is > 0 and <= Longest && text.All(character => character is >= '!' and <= '~');
}
