namespace PartnerApi.Policy;

/// <summary>Decides whether a card is valid. Dates are days in the city's time zone.</summary>
public static class Validity
{
    /// <summary>
    /// The length of the grace period after the last valid day, in days. In it, the holder can renew the card without a new application, but the card is not
    /// valid for partners.
    /// </summary>
    public const int GraceDays = 60;

    /// <summary>Whether the card is active and within its dates. All three conditions are evaluated, so that the duration does not reveal which one failed.</summary>
    public static bool IsValid(CardTerms terms, DateOnly today) =>
        terms.State == CardState.Active & terms.ValidFrom <= today & today <= terms.ExpiresOn;

    /// <summary>
    /// The status of an issued card, for registrars. A replacement, a loss or a revocation takes precedence over the dates. Never returns
    /// <see cref="CardStatus.NotIssued"/>, which is for cards without terms.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The state is not defined.</exception>
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
        _ => throw new ArgumentOutOfRangeException(nameof(terms), "The card's state is not defined."),
    };
}
