namespace PartnerApi.Policy;

/// <summary>What is stored about a card's standing. Whether it has expired is not stored: it follows from the date.</summary>
/// <remarks>The numbers are stored; they never change.</remarks>
public enum CardState
{
    /// <summary>Issued, and nothing has been reported against it. It may have expired.</summary>
    Active = 0,

    /// <summary>The holder reported it lost or stolen.</summary>
    ReportedLost = 1,

    /// <summary>The program took it back.</summary>
    Revoked = 2,

    /// <summary>The holder has another card in its place. No later export changes this.</summary>
    Replaced = 3,
}

/// <summary>What decides whether a card is valid. <c>default</c> is the terms of a card that expired long ago: never valid.</summary>
/// <param name="State">The stored standing.</param>
/// <param name="ValidFrom">The first day on which the card is valid, in the city's time zone: the day it was issued.</param>
/// <param name="ExpiresOn">The last day on which the card is valid, in the city's time zone.</param>
public readonly record struct CardTerms(CardState State, DateOnly ValidFrom, DateOnly ExpiresOn)
{
    /// <summary>A fixed text: why a card is not valid belongs in no log.</summary>
    public override string ToString() => "[card terms]";
}
