namespace PartnerApi.Quotas;

/// <summary>What one partner asked in one hour or one day of the city: how many distinct cards. Used under its partner's lock.</summary>
internal sealed class UsageWindow
{
    private int tallied;
    private int misses;

    /// <summary>Distinct cards so far.</summary>
    public int Cards { get; private set; }

    /// <summary>Answers so far.</summary>
    public int Answers { get; set; }

    /// <summary>Counts a card that was not asked about in the window before; <paramref name="missed"/> when a number was given that is not valid.</summary>
    public void Count(bool missed)
    {
        Cards++;
        tallied++;
        if (missed) misses++;
    }

    /// <summary>Whether more of the distinct cards since the last alarm were not valid than a partner's customers show.</summary>
    public bool MissesTooMany(QuotaSettings settings) =>
        tallied >= settings.MissAfter && (long)misses * 100 > (long)tallied * settings.MissPercent;

    /// <summary>Begins the share anew after an alarm; the distinct cards stay counted.</summary>
    public void ForgetShare() => (tallied, misses) = (0, 0);
}
