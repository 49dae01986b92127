namespace PartnerApi.Quotas;

/// <summary>What one partner asked in one hour or one day of the city. Used under its partner's lock.</summary>
internal sealed class UsageWindow
{
    private readonly HashSet<UInt128> cards = [];
    private int tallied;
    private int missed;

    /// <summary>Distinct cards so far.</summary>
    public int Cards => cards.Count;

    /// <summary>Counts a card, the first time it is asked about in the window.</summary>
    public void Count(UInt128 card, bool valid)
    {
        if (!cards.Add(card)) return;
        tallied++;
        if (!valid) missed++;
    }

    /// <summary>Whether more of the distinct cards since the last alarm were not valid than a partner's customers show.</summary>
    public bool MissesTooMany(QuotaSettings settings) =>
        tallied >= settings.MissAfter && (long)missed * 100 > (long)tallied * settings.MissPercent;

    /// <summary>Begins the share anew after an alarm; the distinct cards stay counted.</summary>
    public void ForgetShare() => (tallied, missed) = (0, 0);
}
