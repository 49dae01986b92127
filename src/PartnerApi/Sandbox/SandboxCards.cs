using PartnerApi.Policy;
using PartnerApi.Registry;

namespace PartnerApi.Sandbox;

/// <summary>The test cards with fixed results. Their dates are relative to today, so the results do not change.</summary>
internal static class SandboxCards
{
    public const ulong SyntheticSeed = 1;

    /// <summary>The card that examples use.</summary>
    public const string ValidAdult = "0000 0000 0000 0195";

    /// <summary>The test cards as of a day. <c>0000 0000 0000 0680</c> is never issued.</summary>
    public static IReadOnlyList<RegistryLine> On(DateOnly today) =>
    [
        Card(1, "Bartholomea Quillfeather", Borough.Queens, today.AddYears(-34).AddDays(-40), today.AddDays(-90), years: 5),
        Card(2, "Wilhelmintje Dovetailson", Borough.Brooklyn, today.AddYears(-12).AddDays(-100), today.AddDays(-400), years: 2),
        Card(3, "Constantijn Marshwiggle", Borough.Manhattan, today.AddYears(-51).AddDays(-7), today.AddYears(-6), years: 5),
        Card(4, "Philomenara Saltmarshall", Borough.Bronx, today.AddYears(-29).AddDays(-200), today.AddDays(-500), years: 5, CardState.ReportedLost),
        Card(5, "Archibaldus Featherstoneway", Borough.StatenIsland, today.AddYears(-63).AddDays(-15), today.AddDays(-700), years: 5, CardState.Revoked),
        Card(8, "Theodorinda Candlewickham", Borough.Queens, today.AddYears(-12).AddDays(-50), today.AddDays(-30), years: 2),
        Card(7, "Evangelistra Thornberrying", Borough.Manhattan, today.AddYears(-45).AddDays(-3), today.AddYears(-3), years: 5),
    ];

    private static RegistryLine Card(
        long payload, string name, Borough borough, DateOnly birth, DateOnly issued, int years, CardState state = CardState.Active) => new(
        CardNumber.FromPayload(payload), state, issued, issued.AddYears(years), name, birth, borough, $"{payload}00 Sandbox Lane", "Sandbox City", "10000");
}
