using PartnerApi.Policy;

namespace PartnerApi.Bench.Timing;

/// <summary>A card of the sandbox that is not valid, with the reason.</summary>
internal sealed record TestCard(string Why, CardNumber Number)
{
    /// <summary>A number that was never issued.</summary>
    public static readonly TestCard NeverIssued = new("never issued", Parse("0000000000000680"));

    /// <summary>One card for every reason. The first is included twice, because two series of the same card must be indistinguishable.</summary>
    public static readonly IReadOnlyList<TestCard> Kinds =
    [
        NeverIssued,
        new("expired", Parse("0000000000000389")),
        new("reported lost", Parse("0000000000000486")),
        new("revoked", Parse("0000000000000583")),
        NeverIssued with { Why = "never issued, again" },
    ];

    private static CardNumber Parse(string digits) => CardNumber.TryParse(digits, out var number) ? number : throw new FormatException(digits);
}
