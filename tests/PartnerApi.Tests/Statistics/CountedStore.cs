using Microsoft.Extensions.DependencyInjection;
using PartnerApi.Core;
using PartnerApi.Policy.Statistics;
using PartnerApi.Registry;
using PartnerApi.Registry.Bulk;
using PartnerApi.Statistics;

namespace PartnerApi.Tests.Statistics;

/// <summary>A store with a settable clock, whose counts tests can read.</summary>
internal sealed class CountedStore : IDisposable
{
    private readonly OffsetClock clock = new();

    /// <summary>The first open month: before the first release, the one before the first month of the statistics.</summary>
    public static readonly Month Opening = new(2014, 12);

    private Month unreleased = Opening;

    /// <summary>Opens an empty store at noon in the city on a day.</summary>
    public CountedStore(DateOnly today)
    {
        Today(today);
        Store = new TestStore(clock);
    }

    /// <summary>The store.</summary>
    public TestStore Store { get; }

    /// <summary>Sets the day.</summary>
    public void Today(DateOnly day) => clock.Set(new DateTimeOffset(day, new TimeOnly(17, 0), TimeSpan.Zero));

    /// <summary>Imports lines, all of which must be good.</summary>
    public ImportResult Import(params IEnumerable<RegistryLine> lines) => Store.Import(lines);

    /// <summary>Imports lines on another host on the same data, whose statistics begin in another month by its settings.</summary>
    public void ImportBeside(Month firstMonth, params IEnumerable<RegistryLine> lines)
    {
        using var services = TestStore.Services(Store.Folder, clock, ("Statistics:FirstMonth", firstMonth.ToString()));
        services.GetRequiredService<CardBulkWriter>().Write(
            new RegistryLines(lines, services.GetRequiredService<CityClock>().Today), TestImports.Options, null, CancellationToken.None);
    }

    /// <summary>The sealed counters in the table.</summary>
    public SortedDictionary<Month, byte[]> Sealed() => new(TestDatabase.Rows(Store.Folder, "SELECT Month, Sealed FROM EnrollmentCounters")
        .ToDictionary(row => new Month((int)(long)row[0]), row => (byte[])row[1]));

    /// <summary>A month's counts.</summary>
    public long[] Of(Month month) => Store.Get<CounterBlob>().Open(month, Sealed()[month]);

    /// <summary>All counts of issued and renewed cards, such as <c>2024-05 Queens Ages35To44 Issued 3</c>, in cell order.</summary>
    public List<string> Counts() => Describe(EnrollmentEvent.Issued, EnrollmentEvent.Renewed);

    /// <summary>All counts of ended cards, such as <c>2029-06 Queens Ages35To44 Ended 3</c>.</summary>
    public List<string> Ends() => Describe(EnrollmentEvent.Ended);

    /// <summary>The months in which an import creates rows.</summary>
    public static IEnumerable<Month> Rows(Month first, Month current) => Month.Range(first, new Month(current.Index + EnrollmentWindow.MonthsAhead));

    /// <summary>Marks all months up to one as released.</summary>
    public void Release(Month last)
    {
        Store.Execute($"DELETE FROM EnrollmentCounters WHERE Month <= {last.Index}");
        var rows = Month.Range(unreleased, last).Select(month => $"({month.Index}, 738886, '')");
        Store.Execute($"INSERT INTO EnrollmentReleases (Month, PublishedOn, Published) VALUES {string.Join(", ", rows)}");
        unreleased = last.Next;
    }

    /// <inheritdoc/>
    public void Dispose() => Store.Dispose();

    private List<string> Describe(params EnrollmentEvent[] kinds) =>
    [
        .. from row in Sealed()
           let counts = Store.Get<CounterBlob>().Open(row.Key, row.Value)
           from borough in Enum.GetValues<Policy.Borough>()
           from band in Enum.GetValues<AgeBand>()
           from kind in kinds
           let count = counts[CounterBlob.Place(EnrollmentGrid.Group(borough, band), kind)]
           where count != 0
           select $"{row.Key} {borough} {band} {kind} {count}",
    ];
}
