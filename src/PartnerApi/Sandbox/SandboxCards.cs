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

        // These change with the day, or belong to a holder with two cards.
        Card(9, "Seraphinella Brambleworthy", Borough.Manhattan, today.AddYears(-38).AddDays(-60), today.AddYears(-5), today),
        Card(10, "Ferdinandus Hollowaythorpe", Borough.Bronx, today.AddYears(-41).AddDays(-80), today.AddDays(1), today.AddDays(1).AddYears(5)),
        Card(11, Renewed, Borough.Queens, today.AddYears(-47).AddDays(-90), today.AddYears(-4), today.AddYears(1), CardState.Replaced),
        Card(12, Renewed, Borough.Queens, today.AddYears(-47).AddDays(-90), today.AddDays(-20), years: 5) with { Replaces = CardNumber.FromPayload(11) },
        Card(13, Moved, Borough.Brooklyn, today.AddYears(-12).AddDays(-70), today.AddDays(-300), today.AddDays(400), CardState.Replaced),
        Card(14, Moved, Borough.Queens, today.AddYears(-12).AddDays(-70), today.AddDays(-10), years: 2) with { Replaces = CardNumber.FromPayload(13) },

        // The numbers of Rehearsals.
        Card(21, "Gwendolynna Marlowthwaite", Borough.Queens, today.AddYears(-36).AddDays(-110), today.AddDays(-100), years: 5),
        Card(22, "Cornelianus Applegarthson", Borough.Bronx, today.AddYears(-44).AddDays(-120), today.AddDays(-100), years: 5),
        Card(23, "Marguerithe Thistlewood", Borough.Manhattan, today.AddYears(-57).AddDays(-130), today.AddDays(-100), years: 5),
    ];

    private const string Renewed = "Ottoliana Westerbrook-Finch";
    private const string Moved = "Leopoldina Harrowgatesby";

    private static RegistryLine Card(
        long payload, string name, Borough borough, DateOnly birth, DateOnly issued, int years, CardState state = CardState.Active) =>
        Card(payload, name, borough, birth, issued, issued.AddYears(years), state);

    private static RegistryLine Card(
        long payload, string name, Borough borough, DateOnly birth, DateOnly issued, DateOnly expires, CardState state = CardState.Active) => new(
        CardNumber.FromPayload(payload), state, issued, expires, name, birth, borough, $"{payload}00 Sandbox Lane", "Sandbox City", "10000");
}
