using PartnerApi.Policy;

namespace PartnerApi.GraphQL;

/// <summary>
/// A card number as the caller sent it, which may be malformed. Resolvers check it, because a failed coercion would echo the value. It never prints itself.
/// </summary>
public readonly record struct CardNumberInput
{
    private readonly CardNumber number;

    /// <summary>Reads a text of any length.</summary>
    public CardNumberInput(ReadOnlySpan<char> text) => IsWellFormed = CardNumber.TryParse(text, out number);

    /// <summary>Whether it is a card number. It may never have been issued.</summary>
    public bool IsWellFormed { get; }

    /// <summary>Gets the number, or <c>default</c> if it is malformed.</summary>
    public bool TryGet(out CardNumber parsed)
    {
        parsed = number;
        return IsWellFormed;
    }

    /// <summary>Returns a fixed text, never the number.</summary>
    public override string ToString() => "[card number]";
}
