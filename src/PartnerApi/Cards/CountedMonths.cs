namespace PartnerApi.Cards;

/// <summary>In which months a holder was counted, as far as it bounds what may still be counted. No rule and no caller sees it.</summary>
/// <param name="Number">How many months.</param>
/// <param name="Last">The index of the last of them; 0 when there is none.</param>
internal readonly record struct CountedMonths(byte Number, int Last)
{
    /// <summary>A fixed text, so that when a card was issued does not end up in a log by accident.</summary>
    public override string ToString() => "[counted months]";
}
