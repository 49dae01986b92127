using PartnerApi.Policy;
using PartnerApi.Policy.Statistics;
using PartnerApi.Statistics;
using PartnerApi.Storage;

namespace PartnerApi.Sandbox;

/// <summary>
/// Invented enrollment, so that there is something to look at: about 25,000 events a month with a summer slump, the same on every machine. It goes into the
/// counters before anything is released, and from there the way of all counts.
/// </summary>
internal static class SandboxEnrollment
{
    private const double PerMonth = 25_000;
    private const double RenewedShare = 0.3;

    // Shares in 1,000, by borough and by age band.
    private static readonly int[] Boroughs = [190, 290, 200, 270, 50];
    private static readonly int[] Bands = [40, 75, 150, 240, 190, 135, 100, 70];

    // From January to December, in percent of an ordinary month.
    private static readonly int[] Seasons = [112, 104, 108, 103, 101, 96, 84, 78, 99, 106, 104, 105];

    /// <summary>Adds it to the counts of the months from the first to the one before today's; nothing once there is a release.</summary>
    public static void AddTo(GatewayDbContext context, CounterBlob blobs, Month first, DateOnly today)
    {
        if (context.Set<EnrollmentRelease>().Any()) return;
        var end = Month.Of(today);
        for (var month = first; month < end; month = month.Next)
        {
            var row = context.Set<EnrollmentCounter>().Find((long)month.Index);
            var cells = row is null ? new long[EnrollmentGrid.Cells] : blobs.Open(month, row.Sealed);
            Add(cells, month, month.Index - first.Index);
            if (row is null) context.Add(new EnrollmentCounter { Month = month.Index, Sealed = blobs.Seal(month, cells) });
            else row.Sealed = blobs.Seal(month, cells);
        }
    }

    // Brooklyn and Queens grow a little faster than the others.
    private static void Add(long[] cells, Month month, int months)
    {
        for (var cell = 0; cell < cells.Length; cell++)
        {
            var (borough, band, kind) = EnrollmentGrid.Of(cell);
            var growth = 1 + (months * (borough is Borough.Brooklyn or Borough.Queens ? 0.008 : 0.003));
            var share = Boroughs[(int)borough] * Bands[(int)band] / 1e6 * (kind == EnrollmentEvent.Renewed ? RenewedShare : 1 - RenewedShare);
            cells[cell] += (long)Math.Round(PerMonth * Seasons[month.Number - 1] / 100 * growth * share);
        }
    }
}
