namespace PartnerApi.Policy;

/// <summary>Whether the card is accepted for a purpose, in words for the person who shows it.</summary>
/// <param name="Purpose">What the card is shown for.</param>
/// <param name="Accepted">False when the card is never accepted for it.</param>
/// <param name="Explanation">One or two sentences of plain English.</param>
public sealed record Acceptance(Purpose Purpose, bool Accepted, string Explanation);

/// <summary>What the card is and is not accepted for. The same for everybody who asks.</summary>
public static class Acceptances
{
    /// <summary>One entry for each purpose, in the order of <see cref="Purpose"/>.</summary>
    public static IReadOnlyList<Acceptance> All { get; } = [.. Enum.GetValues<Purpose>().Select(Of)];

    /// <summary>The entry for a purpose.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The purpose is none of the defined ones.</exception>
    public static Acceptance Of(Purpose purpose) => new(purpose, !Purposes.NeverAccepted.Contains(purpose), Explain(purpose));

    private static string Explain(Purpose purpose) => purpose switch
    {
        Purpose.AccountOpening =>
            "Banks and credit unions that take part accept the card as identification when you open an account. They may ask for other papers too.",
        Purpose.Membership => "Museums and other cultural institutions that take part accept the card when you become a member.",
        Purpose.LibraryRegistration => "The city's libraries accept the card when you register as a reader.",
        Purpose.CardCare => "Bring the card when you come to the program's desk to have it renewed, replaced or blocked.",
        Purpose.DriversLicense => "The card is not a driver's license and gives no right to drive.",
        Purpose.AirTravel => "The card is not accepted at airport security or for boarding a plane.",
        Purpose.Passport => "The card is not a passport. You cannot cross a border with it.",
        Purpose.AlcoholOrTobacco => "The card is not accepted as proof of age when you buy alcohol or tobacco.",
        Purpose.PublicAssistance => "The card gives no right to public assistance and is not accepted when you apply for it.",
        Purpose.WorkAuthorization => "The card is not a work permit and gives no right to work.",
        _ => throw new ArgumentOutOfRangeException(nameof(purpose), "No such purpose."),
    };
}
