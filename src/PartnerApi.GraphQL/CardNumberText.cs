namespace PartnerApi.GraphQL;

/// <summary>
/// A card number as the caller sent it, unchecked. Resolvers check it, because a failed coercion would echo the value. It never prints itself.
/// </summary>
public readonly record struct CardNumberText(string Text)
{
    /// <summary>Returns a fixed text, never the number.</summary>
    public override string ToString() => "[card number]";
}
