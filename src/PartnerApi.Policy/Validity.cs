namespace PartnerApi.Policy;

/// <summary>Whether a card is valid. Dates are days in the city's time zone.</summary>
public static class Validity
{
    /// <summary>
    /// How many days after the last valid day a card counts as in its grace period, in which it is renewed without a new application.
    /// For partners it is not valid in that time.
    /// </summary>
    public const int GraceDays = 60;

    /// <summary>Whether the card is active and today is one of its days. All three conditions are evaluated, so that the time does not tell them apart.</summary>
    public static bool IsValid(CardTerms terms, DateOnly today) =>
        terms.State == CardState.Active & terms.ValidFrom <= today & today <= terms.ExpiresOn;

    /// <summary>
    /// The standing of an issued card, for registrars. A replacement, a loss or a revocation outweighs the dates.
    /// Never <see cref="CardStatus.NotIssued"/>: that is the answer when there are no terms.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The state is none of the defined ones.</exception>
    public static CardStatus StatusOf(CardTerms terms, DateOnly today) => terms.State switch
    {
        CardState.ReportedLost => CardStatus.ReportedLost,
        CardState.Revoked => CardStatus.Revoked,
        CardState.Replaced => CardStatus.Replaced,
        CardState.Active when today < terms.ValidFrom => CardStatus.NotYetValid,
        CardState.Active => (today.DayNumber - terms.ExpiresOn.DayNumber) switch
        {
            <= 0 => CardStatus.Active,
            <= GraceDays => CardStatus.GracePeriod,
            _ => CardStatus.Expired,
        },
        _ => throw new ArgumentOutOfRangeException(nameof(terms), "A card's state is none of the defined ones."),
    };
}
