namespace PartnerApi.Policy;

/// <summary>The few facts about a card and its holder that eligibility rules may look at. There are no others.</summary>
/// <param name="DateOfBirth">The holder's date of birth.</param>
/// <param name="Borough">Where the holder lives.</param>
/// <param name="IssuedOn">The day the card was issued.</param>
public readonly record struct CardFacts(DateOnly DateOfBirth, Borough Borough, DateOnly IssuedOn)
{
    /// <summary>A fixed text, so that a holder's facts do not end up in a log by accident.</summary>
    public override string ToString() => "[card facts]";
}
