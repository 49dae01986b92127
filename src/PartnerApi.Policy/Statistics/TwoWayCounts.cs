namespace PartnerApi.Policy.Statistics;

/// <summary>Integer counts by borough and age band, with their sums.</summary>
internal sealed class TwoWayCounts
{
    private const int Bands = EnrollmentGrid.AgeBands;

    private readonly long[] boroughs = new long[EnrollmentGrid.Boroughs];
    private readonly long[] counts = new long[EnrollmentGrid.Boroughs * Bands];
    private readonly double[] sums = new double[EnrollmentGrid.Boroughs];
    private long total;

    /// <summary>The counts, borough by borough.</summary>
    public ReadOnlySpan<long> Counts => counts;

    /// <summary>Fits the total, then boroughs, then age bands to estimates. Each count is from 0 to its limit, if there are limits.</summary>
    /// <param name="estimates">By borough and age band; overwritten.</param>
    /// <param name="limits">The limits of the counts and sums.</param>
    public void Fit(Span<double> estimates, TwoWayCounts? limits)
    {
        var whole = 0.0;
        for (var borough = 0; borough < sums.Length; borough++)
        {
            sums[borough] = 0;
            foreach (var estimate in estimates.Slice(borough * Bands, Bands)) sums[borough] += estimate;
            whole += sums[borough];
        }
        total = Math.Clamp((long)Math.Round(whole), 0, limits?.total ?? long.MaxValue);
        if (limits is null) WholeShares.Fit(sums, total, boroughs);
        else WholeShares.Fit(sums, total, limits.boroughs, boroughs);
        for (var borough = 0; borough < sums.Length; borough++)
        {
            var range = new Range(borough * Bands, (borough + 1) * Bands);
            if (limits is null) WholeShares.Fit(estimates[range], boroughs[borough], counts.AsSpan(range));
            else WholeShares.Fit(estimates[range], boroughs[borough], limits.counts.AsSpan(range), counts.AsSpan(range));
        }
    }
}
