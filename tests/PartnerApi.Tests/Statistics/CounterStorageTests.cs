using System.Buffers.Binary;
using System.Runtime.InteropServices;
using PartnerApi.Cards;
using PartnerApi.Core;
using PartnerApi.Policy;
using PartnerApi.Policy.Statistics;
using PartnerApi.Registry;
using PartnerApi.Registry.Bulk;
using PartnerApi.Sealing;
using PartnerApi.Statistics;
using PartnerApi.Storage;

namespace PartnerApi.Tests.Statistics;

/// <summary>Counts are stored with their cards or not at all, and the database does not reveal them.</summary>
public sealed class CounterStorageTests : IDisposable
{
    private static readonly Month Issued = Month.Of(TestLines.Issued);

    private readonly CountedStore counted = new(new DateOnly(2026, 6, 15));

    public void Dispose() => counted.Dispose();

    [Fact]
    public void One_more_card_rewrites_every_month_without_changing_lengths_or_the_set_of_months()
    {
        counted.Import(TestLines.Lines(10));
        var before = counted.Sealed();
        counted.Import(TestLines.Line(11));
        AssertRewritten(before, counted.Sealed());
        Assert.Equal(CountedStore.Rows(CountedStore.Opening, new Month(2026, 6)), before.Keys);
    }

    [Fact]
    public void Import_without_events_rewrites_the_same_rows_as_one_with_events()
    {
        counted.Import();
        var before = counted.Sealed();
        Assert.Equal(CountedStore.Rows(CountedStore.Opening, new Month(2026, 6)), before.Keys);
        counted.Import();
        AssertRewritten(before, counted.Sealed());
        Assert.Empty(counted.Counts());
    }

    [Fact]
    public void Import_creates_missing_months_but_not_released_ones()
    {
        counted.Import(TestLines.Line(1));
        counted.Release(new Month(2024, 12));
        counted.Today(new DateOnly(2026, 8, 1));
        counted.Import();
        Assert.Equal(CountedStore.Rows(new Month(2025, 1), new Month(2026, 8)), counted.Sealed().Keys);
    }

    [Fact]
    public void Import_stopped_before_its_cards_are_visible_counts_nothing()
    {
        counted.Import(TestLines.Lines(5));
        var before = counted.Sealed();
        Assert.Throws<InvalidDataException>(() => counted.Import([.. TestLines.Lines(600), TestLines.Line(599)]));
        foreach (var phase in new[] { ImportPhase.Sealing, ImportPhase.Writing })
        {
            var progress = new Stopping(phase);
            Assert.Throws<TimeoutException>(() => counted.Store.Writer.Write(TestLines.Lines(3_000), progress: progress));
            using var canceled = new CancellationTokenSource();
            var canceling = new Canceling(phase, canceled);
            Assert.ThrowsAny<OperationCanceledException>(
                () => counted.Store.Writer.Write(TestLines.Lines(3_000), progress: canceling, cancellation: canceled.Token));
        }
        Assert.Equal(before, counted.Sealed());
        counted.Import(TestLines.Lines(3_000));
        Assert.Equal(["2024-05 Queens Ages35To44 Issued 3000"], counted.Counts());
    }

    [Fact]
    public void Failed_transaction_changes_neither_cards_nor_counts()
    {
        // Months are written in order. The failure comes after the generation was raised and all months but the last were written.
        counted.Import(TestLines.Lines(5));
        var last = counted.Sealed().Last().Key;
        counted.Store.Execute($"UPDATE EnrollmentCounters SET Month = {last.Index + 2} WHERE Month = {last.Index}");
        var before = counted.Sealed();
        Assert.Throws<SealBrokenException>(() => counted.Import(TestLines.Lines(10)));
        Assert.Equal(before, counted.Sealed());
        Assert.False(counted.Store.Read(TestLines.Number(10)).Exists);
        Assert.Equal(1, counted.Store.Scalar($"SELECT Value FROM Generations WHERE Name = '{CardGenerations.Visible}'"));
    }

    [Fact]
    public void Failed_durable_transaction_rolls_back_its_writes()
    {
        counted.Import(TestLines.Lines(5));
        var before = counted.Sealed();
        using (var connection = counted.Store.Get<Store>().OpenBulk())
        {
            Assert.Throws<TimeoutException>(() => connection.RunDurably(() =>
            {
                counted.Store.Get<EnrollmentCounting>().Add(connection, new EnrollmentTally(new EnrollmentWindow(new Month(2015, 1), CountedStore.Opening, new Month(2026, 6), 4)));
                throw new TimeoutException();
            }));
            Assert.Equal(before, counted.Sealed());

            // The connection can be used for the next transaction.
            connection.RunDurably(() =>
                counted.Store.Get<EnrollmentCounting>().Add(connection, new EnrollmentTally(new EnrollmentWindow(new Month(2015, 1), CountedStore.Opening, new Month(2026, 6), 4))));
        }
        AssertRewritten(before, counted.Sealed());
    }

    // A release could never add noise to it.
    [Fact]
    public void Import_that_would_make_a_count_negative_fails_without_a_change_and_without_the_value()
    {
        counted.Import(TestLines.Lines(5));
        var before = counted.Sealed();
        var tally = new EnrollmentTally(new EnrollmentWindow(new Month(2015, 1), CountedStore.Opening, new Month(2026, 6), 4));
        tally.Count(Issued, EnrollmentGrid.Group(Borough.Queens, AgeBand.Ages35To44), EnrollmentEvent.Issued, -6);
        using var connection = counted.Store.Get<Store>().OpenBulk();
        var error = Assert.Throws<StoreUnavailableException>(() => connection.RunDurably(() => counted.Store.Get<EnrollmentCounting>().Add(connection, tally)));
        Assert.Contains($"a count of {Issued} would be below 0, ", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, counted.Sealed());
    }

    [Fact]
    public void Counts_moved_to_another_month_are_rejected()
    {
        counted.Import(TestLines.Lines(5));
        var blob = counted.Sealed()[Issued];
        Assert.Throws<SealBrokenException>(() => counted.Store.Get<CounterBlob>().Open(Issued.Next, blob));
        Assert.Throws<SealBrokenException>(() => counted.Store.Get<CounterBlob>().Open(Issued, blob.AsSpan(1)));
    }

    [Fact]
    public void Known_card_keeps_its_counted_months_and_an_unknown_number_has_none()
    {
        counted.Import(TestLines.Line(1));
        var group = (byte)EnrollmentGrid.Group(Borough.Queens, AgeBand.Ages35To44);
        var expected = new CountedMonths(2, Issued.Index, Month.Of(TestLines.Line(1).ExpiresOn).Next.Index, group);
        Assert.Equal(expected, counted.Store.Read(TestLines.Number(1)).Counted);
        counted.Import(TestLines.Line(1, CardState.Revoked));
        Assert.Equal(expected with { End = new Month(2026, 7).Index }, counted.Store.Read(TestLines.Number(1)).Counted);
        Assert.Equal(default, counted.Store.Read(TestLines.Number(2)).Counted);
        Assert.Equal("[counted months]", expected.ToString());
    }

    [Trait("Store", "Sqlite")]
    [Fact]
    public void Counts_do_not_appear_in_the_database_or_its_WAL()
    {
        RegistryLine[] lines = [.. TestLines.Lines(777), .. TestLines.Lines(555, first: 1_000).Select(line => line with { Borough = Borough.Manhattan })];
        counted.Import(lines);
        counted.Import(TestLines.Line(1) with { IssuedOn = TestLines.Issued.AddMonths(1) });
        var cells = counted.Of(Issued);
        Assert.Equal(777 + 555, cells.Sum());
        var plain = new byte[CounterBlob.Counts * sizeof(int)];
        for (var cell = 0; cell < cells.Length; cell++) BinaryPrimitives.WriteInt32BigEndian(plain.AsSpan(cell * sizeof(int)), (int)cells[cell]);

        // Search for the counts in the byte orders of the sealed form and of memory.
        var queens = EnrollmentGrid.Index(Borough.Queens, AgeBand.Ages35To44, EnrollmentEvent.Issued);
        var manhattan = EnrollmentGrid.Index(Borough.Manhattan, AgeBand.Ages35To44, EnrollmentEvent.Issued);
        foreach (var place in new[] { queens, manhattan })
        {
            Assert.False(Holds(plain.AsSpan((place - 2) * sizeof(int), 5 * sizeof(int))));
            Assert.False(Holds(MemoryMarshal.AsBytes(cells.AsSpan(place - 1, 3))));
        }
        Assert.True(Holds(counted.Sealed()[Issued]));
    }

    private static void AssertRewritten(SortedDictionary<Month, byte[]> before, SortedDictionary<Month, byte[]> after)
    {
        Assert.Equal(before.Keys, after.Keys);
        Assert.All(before.Keys, month => Assert.NotEqual(before[month], after[month]));
        Assert.All(before.Values.Concat(after.Values), blob => Assert.Equal(CounterBlob.Length, blob.Length));
    }

    private bool Holds(ReadOnlySpan<byte> bytes)
    {
        foreach (var file in Directory.GetFiles(counted.Store.Folder, "partner-api.db*"))
        {
            if (TestFiles.Bytes(file).AsSpan().IndexOf(bytes) >= 0) return true;
        }
        return false;
    }

    private sealed class Stopping(ImportPhase phase) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value)
        {
            if (value.Phase == phase) throw new TimeoutException();
        }
    }

    private sealed class Canceling(ImportPhase phase, CancellationTokenSource source) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value)
        {
            if (value.Phase == phase) source.Cancel();
        }
    }
}
