using PartnerApi.Policy.Statistics;

namespace PartnerApi.Statistics;

/// <summary>
/// Counts of enrollment events in memory, one number for each month and cell. No number refers to a card. Each thread has its own instance; the sums are added
/// up afterwards.
/// </summary>
internal sealed class EnrollmentTally(EnrollmentWindow window)
{
    private readonly long[] cells = new long[(window.LastEnd.Index - window.First.Index + 1) * CounterBlob.Counts];

    /// <summary>The months in which events count.</summary>
    public EnrollmentWindow Window => window;

    /// <summary>Adds to a count.</summary>
    public void Count(Month month, int group, EnrollmentEvent kind, int number) => Of(month)[CounterBlob.Place(group, kind)] += number;

    /// <summary>Adds the counts of another instance with the same months.</summary>
    public void Add(EnrollmentTally other)
    {
        for (var cell = 0; cell < cells.Length; cell++) cells[cell] += other.cells[cell];
    }

    /// <summary>Adds a month's counts to <paramref name="counts"/>; adds nothing if events cannot count in the month, or are drawn already.</summary>
    public void AddTo(Month month, Span<long> counts)
    {
        if (month < window.First || month > window.LastEnd || month <= window.Drawn) return;
        var counted = Of(month);
        for (var cell = 0; cell < counted.Length; cell++) counts[cell] += counted[cell];
    }

    private Span<long> Of(Month month) => cells.AsSpan((month.Index - window.First.Index) * CounterBlob.Counts, CounterBlob.Counts);
}
