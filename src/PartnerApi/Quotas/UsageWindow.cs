namespace PartnerApi.Quotas;

/// <summary>One partner's usage in an hour or a day of the city. Callers hold the partner's lock.</summary>
internal sealed class UsageWindow
{
    private int tallied;
    private int misses;

    /// <summary>Distinct cards so far.</summary>
    public int Cards { get; private set; }

    /// <summary>Answers so far.</summary>
    public int Answers { get; set; }

    /// <summary>Counts a card that is new in the window. <paramref name="missed"/> marks a lookup by number of a card that is not valid.</summary>
    public void Count(bool missed)
    {
        Cards++;
        tallied++;
        if (missed) misses++;
    }

    /// <summary>Whether more of the distinct cards since the last alarm were not valid than a partner's customers can account for.</summary>
    public bool HasTooManyMisses(QuotaSettings settings) =>
        tallied >= settings.MissAfter && (long)misses * 100 > (long)tallied * settings.MissPercent;

    /// <summary>Restarts the share after an alarm. The count of distinct cards remains.</summary>
    public void RestartShare() => (tallied, misses) = (0, 0);
}
