using PartnerApi.Policy;
using PartnerApi.Policy.Statistics;
using PartnerApi.Statistics;
using PartnerApi.Storage;

namespace PartnerApi.Sandbox;

/// <summary>
/// Invented enrollment counts for the sandbox: as many cards a month as a city of the sandbox's size issues, with a summer slump and some growth, the same on
/// every machine. They are written to the counters before the first release and then released like all counts.
/// </summary>
internal static class SandboxEnrollment
{
    // A card is valid for five years, so a sixtieth of the cards is issued or renewed in an average month.
    private const int MonthsOfValidity = 60;

    // Fewer cards end than are issued.
    private const double EndedShare = 0.9;

    // From January to December, in percent of an average month.
    private static readonly int[] Seasons = [112, 104, 108, 103, 101, 96, 84, 78, 99, 106, 104, 105];

    /// <summary>
    /// Sets the counts of the months from the one before the first to the last completed one, whose rows the first import created. Does nothing if there is a
    /// release. Ends of imported cards stay counted, because later imports may move them.
    /// </summary>
    public static void WriteTo(GatewayDbContext context, CounterBlob blobs, int cards, Month first, DateOnly today)
    {
        if (context.Set<EnrollmentRelease>().Any()) return;
        var city = SyntheticEnrollment.Create()[0];
        var ended = SyntheticEnrollment.Ended(city);
        long from = first.Previous.Index, to = Month.Of(today).Index;
        var rows = context.Set<EnrollmentCounter>().Where(row => row.Month >= from && row.Month < to).ToDictionary(row => row.Month);
        for (var month = first.Previous; month < Month.Of(today); month = month.Next)
        {
            var row = rows[month.Index];
            var counts = blobs.Open(month, row.Sealed);
            if (month < first) Spread(ended, _ => (double)cards / ended.Sum()).CopyTo(counts, 0);
            else
            {
                var monthly = (double)cards / MonthsOfValidity / city.Sum();
                Spread(city, cell => monthly * Share(month, month.Index - first.Index, cell)).CopyTo(counts, 0);
                var ends = Spread(ended, _ => monthly * EndedShare);
                for (var group = 0; group < EnrollmentGrid.Groups; group++) counts[EnrollmentGrid.Cells + group] += ends[group * EnrollmentGrid.Events];
            }
            row.Sealed = blobs.Seal(month, counts);
        }
    }

    // Scales counts to whole numbers. The next cell receives the rounding remainder of this one.
    private static long[] Spread(long[] cells, Func<int, double> scale)
    {
        var scaled = new long[cells.Length];
        var rest = 0.0;
        for (var cell = 0; cell < cells.Length; cell++)
        {
            rest += cells[cell] * scale(cell);
            scaled[cell] = (long)rest;
            rest -= scaled[cell];
        }
        return scaled;
    }

    // Brooklyn and Queens grow a little faster than the others.
    private static double Share(Month month, int monthsBefore, int cell) =>
        Seasons[month.Number - 1] / 100.0 * (1 + (monthsBefore * (EnrollmentGrid.Of(cell).Borough is Borough.Brooklyn or Borough.Queens ? 0.008 : 0.003)));
}
