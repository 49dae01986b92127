namespace PartnerApi.Policy;

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
