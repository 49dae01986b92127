namespace PartnerApi.Policy.Statistics;

/// <summary>
/// Turns estimates of the full cells, of one month or summed over months, into one table of nonnegative integers, whose sums over any dimensions are the
/// published sums. It uses only measured values, so it costs no privacy.
/// </summary>
/// <remarks>
/// It proceeds from large sums to small counts, so that a bias of small counts cannot reach the sums: the total, the boroughs, their age bands; then the number
/// of issued cards in the same order, limited by these counts.
/// </remarks>
public static class EnrollmentReconciliation
{
    /// <summary>Computes the 80 counts, in the order of <see cref="EnrollmentGrid"/>.</summary>
    /// <param name="estimates">The 80 estimates.</param>
    public static long[] Reconcile(ReadOnlySpan<double> estimates)
    {
        var cells = new long[EnrollmentGrid.Cells];
        var parts = new double[EnrollmentGrid.Boroughs * EnrollmentGrid.AgeBands];
        var (all, issued) = (new TwoWayCounts(), new TwoWayCounts());
        for (var part = 0; part < parts.Length; part++) parts[part] = estimates[Issued(part)] + estimates[Renewed(part)];
        all.Fit(parts, limits: null);
        for (var part = 0; part < parts.Length; part++) parts[part] = estimates[Issued(part)];
        issued.Fit(parts, all);
        for (var part = 0; part < parts.Length; part++)
        {
            cells[Issued(part)] = issued.Counts[part];
            cells[Renewed(part)] = all.Counts[part] - issued.Counts[part];
        }
        return cells;
    }

    private static int Issued(int part) => (part * EnrollmentGrid.Events) + (int)EnrollmentEvent.Issued;

    private static int Renewed(int part) => (part * EnrollmentGrid.Events) + (int)EnrollmentEvent.Renewed;
}
