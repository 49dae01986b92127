namespace PartnerApi.Policy;

/// <summary>The only facts about a card and its holder that eligibility rules can use.</summary>
/// <param name="DateOfBirth">The holder's date of birth.</param>
/// <param name="Borough">The holder's borough of residence.</param>
/// <param name="IssuedOn">The day of issue.</param>
public readonly record struct CardFacts(DateOnly DateOfBirth, Borough Borough, DateOnly IssuedOn)
{
    /// <summary>A fixed text, so that a holder's facts cannot reach a log by accident.</summary>
    public override string ToString() => "[card facts]";
}
