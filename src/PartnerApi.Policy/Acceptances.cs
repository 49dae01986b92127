namespace PartnerApi.Policy;

/// <summary>Whether the card is accepted for a purpose, with an explanation for the card holder.</summary>
/// <param name="Purpose">The use of the card that the entry explains.</param>
/// <param name="Accepted">False if the card is never accepted for the purpose.</param>
/// <param name="Explanation">One or two sentences in plain English.</param>
public sealed record Acceptance(Purpose Purpose, bool Accepted, string Explanation);

/// <summary>The purposes for which the card is and is not accepted. They are the same for every caller.</summary>
public static class Acceptances
{
    /// <summary>One entry for each purpose, in the order of <see cref="Purpose"/>.</summary>
    public static IReadOnlyList<Acceptance> All { get; } = [.. Enum.GetValues<Purpose>().Select(Of)];

    /// <summary>The entry for a purpose.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The purpose is not defined.</exception>
    public static Acceptance Of(Purpose purpose) => new(purpose, !Purposes.NeverAccepted.Contains(purpose), Explain(purpose));

    private static string Explain(Purpose purpose) => purpose switch
    {
        Purpose.AccountOpening =>
            "Participating banks and credit unions accept the card as identification when you open an account. They may require other documents too.",
        Purpose.Membership => "Participating museums and other cultural institutions accept the card when you become a member.",
        Purpose.LibraryRegistration => "The city's libraries accept the card when you register as a reader.",
        Purpose.CardCare => "Bring the card to a program office to have it renewed, replaced or blocked.",
        Purpose.DriversLicense => "The card is not a driver's license and does not entitle you to drive.",
        Purpose.AirTravel => "The card is not accepted at airport security or for boarding a plane.",
        Purpose.Passport => "The card is not a passport. You cannot cross a border with it.",
        Purpose.AlcoholOrTobacco => "The card is not accepted as proof of age when you buy alcohol or tobacco.",
        Purpose.PublicAssistance => "The card does not entitle you to public assistance and is not accepted when you apply for it.",
        Purpose.WorkAuthorization => "The card is not a work permit and does not entitle you to work.",
        _ => throw new ArgumentOutOfRangeException(nameof(purpose), "No such purpose."),
    };
}
