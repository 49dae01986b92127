using System.ComponentModel;

namespace PartnerApi.Policy.Statistics;

/// <summary>The counted events. A holder counts in at most one of them each month.</summary>
/// <remarks>The numbers are positions in stored tables; they never change. <see cref="Ended"/> has a table of its own, without events.</remarks>
[Description("The event that is counted. A person counts in at most one event each month.")]
public enum EnrollmentEvent
{
    /// <summary>A card was issued to a holder without a card in force.</summary>
    [Description("A card was issued to a person who had no card in force. It includes renewals more than a month after the card's last valid month, and cards that are "
        + "valid again after their end was released.")]
    Issued = 0,

    /// <summary>A card in force was renewed.</summary>
    [Description("A card was renewed in time, or in the month after its last valid month.")]
    Renewed = 1,

    /// <summary>The holder has no card in force any more.</summary>
    [Description("A person's card is no longer in force, and was not replaced or renewed. It is counted in the month after the last valid "
        + "month, by the person's borough and age when the card was issued, or at the beginning of the statistics.")]
    Ended = 2,
}
