using System.ComponentModel;

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

/// <summary>A card's stored state. Expiry is not stored: it follows from the date.</summary>
/// <remarks>The numbers are stored; they never change.</remarks>
public enum CardState
{
    /// <summary>Issued, and not lost, revoked or replaced. It may have expired.</summary>
    Active = 0,

    /// <summary>Reported lost or stolen by the holder.</summary>
    ReportedLost = 1,

    /// <summary>Revoked by the program.</summary>
    Revoked = 2,

    /// <summary>Replaced by another card of the holder. No later export changes this.</summary>
    Replaced = 3,
}

/// <summary>The values that decide whether a card is valid. <c>default</c> has expired, so it is never valid.</summary>
/// <param name="State">The stored state.</param>
/// <param name="ValidFrom">The first day of validity, in the city's time zone: the day of issue.</param>
/// <param name="ExpiresOn">The last day of validity, in the city's time zone.</param>
public readonly record struct CardTerms(CardState State, DateOnly ValidFrom, DateOnly ExpiresOn)
{
    /// <summary>A fixed text: the reason why a card is not valid must not be logged.</summary>
    public override string ToString() => "[card terms]";
}

/// <summary>A card's status as registrars see it. Partners learn only whether a card is valid.</summary>
[Description("The status of a card, for program staff.")]
public enum CardStatus
{
    /// <summary>Valid today.</summary>
    [Description("Valid today.")]
    Active,

    /// <summary>Not valid yet: the day of issue is in the future.</summary>
    [Description("Not valid yet: the day of issue is in the future.")]
    NotYetValid,

    /// <summary>Not valid, but renewable: expired at most <see cref="Validity.GraceDays"/> days ago.</summary>
    [Description("Expired at most 60 days ago. The card is not valid, but the holder can still renew it.")]
    GracePeriod,

    /// <summary>Expired before the grace period.</summary>
    [Description("Expired more than 60 days ago.")]
    Expired,

    /// <summary>Reported lost or stolen, whatever its dates.</summary>
    [Description("Reported lost or stolen. The dates do not matter.")]
    ReportedLost,

    /// <summary>Revoked by the program, whatever its dates.</summary>
    [Description("Revoked by the program. The dates do not matter.")]
    Revoked,

    /// <summary>Replaced by another card of the same holder; never valid again.</summary>
    [Description("Replaced by another card of the same holder. The card is never valid again.")]
    Replaced,

    /// <summary>No card has this number.</summary>
    [Description("No card has this number.")]
    NotIssued,
}
