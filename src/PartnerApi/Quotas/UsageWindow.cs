namespace PartnerApi.Quotas;

/// <summary>What one partner asked in one hour or one day of the city. Used under its partner's lock.</summary>
internal sealed class UsageWindow
{
    private readonly HashSet<UInt128> cards = [];
    private int tallied;
    private int misses;

    /// <summary>Distinct cards so far.</summary>
    public int Cards => cards.Count;

    /// <summary>Counts a card, the first time it is asked about in the window; <paramref name="missed"/> when a number was given that is not valid.</summary>
    public void Count(UInt128 card, bool missed)
    {
        if (!cards.Add(card)) return;
        tallied++;
        if (missed) misses++;
    }

    /// <summary>Whether more of the distinct cards since the last alarm were not valid than a partner's customers show.</summary>
    public bool MissesTooMany(QuotaSettings settings) =>
        tallied >= settings.MissAfter && (long)misses * 100 > (long)tallied * settings.MissPercent;

    /// <summary>Begins the share anew after an alarm; the distinct cards stay counted.</summary>
    public void ForgetShare() => (tallied, misses) = (0, 0);
}
