namespace PartnerApi.Contract;

/// <summary>
/// What a caller gave as a card number, unchecked. It is checked where it is resolved, because a failed coercion would echo the
/// value, and it never prints itself.
/// </summary>
internal readonly record struct CardNumberText(string Text)
{
    /// <summary>A fixed text; the number is never shown.</summary>
    public override string ToString() => "[card number]";
}
