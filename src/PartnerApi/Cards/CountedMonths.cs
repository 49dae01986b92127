namespace PartnerApi.Cards;

/// <summary>The months in which a holder was counted, as far as needed to limit further counts. Neither rules nor callers see it.</summary>
/// <param name="Number">The number of months, which <c>Statistics:MonthsPerHolder</c> limits.</param>
/// <param name="Last">The index of the last month; 0 before the first.</param>
internal readonly record struct CountedMonths(byte Number, int Last)
{
    /// <summary>Returns a fixed text, so that no month of issue is logged by accident.</summary>
    public override string ToString() => "[counted months]";
}
