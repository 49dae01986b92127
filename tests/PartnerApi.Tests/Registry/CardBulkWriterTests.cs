using PartnerApi.Core;
using PartnerApi.Partners;
using PartnerApi.Policy;
using PartnerApi.Registry;
using PartnerApi.Registry.Bulk;
using PartnerApi.Storage;

namespace PartnerApi.Tests.Registry;

public sealed class CardBulkWriterTests : IDisposable
{
    private readonly TestStore store = new();

    public void Dispose() => store.Dispose();

    [Fact]
    public void Import_stores_every_line_for_any_number_of_runs()
    {
        const int count = 70_000;
        var result = store.Import(TestLines.Lines(count));
        Assert.Equal((count, 0, 0, true), Summary(result));
        for (var payload = 1; payload <= count; payload += 997)
        {
            Assert.Equal($"Holder Number{payload}", store.Holder(TestLines.Number(payload))!.LegalName);
        }
        foreach (var table in Tables) Assert.Equal(count, store.Scalar($"SELECT count(*) FROM \"{table}\""));
        if (TestDatabase.IsPostgreSql) return;
        Assert.Equal(0, new FileInfo(store.DatabaseFile + "-wal").Length);
        Assert.Equal("ok", TestDatabase.Rows(store.Folder, "PRAGMA integrity_check")[0][0]);
    }

    [Fact]
    public void Known_number_is_updated_and_keeps_its_handle_and_seed()
    {
        store.Import(TestLines.Lines(10));
        var (handle, seed) = (store.Read(TestLines.Number(3)).Handle.ToArray(), store.Read(TestLines.Number(3)).Seed.ToArray());
        var result = store.Import(TestLines.Line(3, CardState.Revoked, "Renamed Person"), TestLines.Line(11));
        Assert.Equal((2, 1, 0, true), Summary(result));

        var card = store.Read(TestLines.Number(3));
        Assert.Equal(CardState.Revoked, card.Terms.State);
        Assert.Equal(handle, card.Handle);
        Assert.Equal(seed, card.Seed);
        Assert.Equal("Renamed Person", store.Holder(TestLines.Number(3))!.LegalName);
        Assert.Equal("Holder Number4", store.Holder(TestLines.Number(4))!.LegalName);
        Assert.True(store.Read(TestLines.Number(11)).Exists);
        foreach (var table in Tables) Assert.Equal(11, store.Scalar($"SELECT count(*) FROM \"{table}\""));
    }

    [Trait("Store", "Sqlite")]
    [Fact]
    public void Import_leaves_no_trace_of_replaced_rows_in_the_database_or_its_wal()
    {
        store.Import(TestLines.Lines(300));
        string[] columns = ["SELECT Status FROM Cards", "SELECT Sealed FROM HolderRecords", "SELECT PersonKey FROM PersonEntries"];
        var traces = columns.SelectMany(store.Blobs).Select(blob => blob[..24]).ToList();
        Assert.Equal(900, traces.Count);
        Assert.Equal(900, Found());
        store.Import(TestLines.Lines(300).Select(line => line with { LegalName = "Renamed " + line.LegalName }));
        Assert.Equal(0, Found());

        int Found()
        {
            var files = Directory.GetFiles(store.Folder, "partner-api.db*").Select(TestFiles.Bytes).ToList();
            return traces.Count(trace => files.Any(file => file.AsSpan().IndexOf(trace) >= 0));
        }
    }

    [Fact]
    public void Duplicate_number_stops_the_import_without_changes()
    {
        store.Import(TestLines.Lines(5));
        var error = Assert.Throws<InvalidDataException>(() => store.Import([.. TestLines.Lines(600), TestLines.Line(599)]));
        Assert.Equal("line 600, column 1 (card_number): the same card as in line 600", error.Message);
        AssertOnly(5);
    }

    [Fact]
    public void Import_can_skip_a_duplicate_line_and_import_the_first()
    {
        var skipped = new List<long>();
        var lines = TestLines.Lines(5).Append(TestLines.Line(2) with { LineNumber = 7 });
        var result = store.Writer.Write(lines, TestImports.Skipping(bad => skipped.Add(bad.LineNumber)));
        Assert.Equal((5, 0, 1, true), Summary(result));
        Assert.Equal(0, result.Conflicting);
        Assert.Equal([7], skipped);
        Assert.Equal(CardState.Active, store.Read(TestLines.Number(2)).Terms.State);
    }

    [Fact]
    public void Too_long_text_is_a_bad_line_and_the_longest_possible_text_is_stored()
    {
        var longest = new string('n', RecordBlob.MaxTextBytes - "2 Testing StreetJamaica11432".Length);
        var problems = new List<string>();
        store.Writer.Write(
            [TestLines.Line(1, name: longest + "n"), TestLines.Line(2, name: longest)],
            TestImports.Skipping(bad => problems.Add(bad.Problem.At(bad.LineNumber))));
        Assert.Equal(["line 2, column 5 (legal_name): name and address have more than 672 bytes together"], problems);
        Assert.Equal(longest, store.Holder(TestLines.Number(2))!.LegalName);
    }

    [Fact]
    public void Import_accepts_an_export_without_lines()
    {
        store.Import(TestLines.Lines(5));
        Assert.Equal((0, 0, 0, true), Summary(store.Import()));
        AssertOnly(5);
    }

    [Fact]
    public void Exception_while_reading_lines_changes_nothing()
    {
        store.Import(TestLines.Lines(5));
        var lines = TestLines.Lines(3_000, first: 6).Select(line => line.LineNumber < 2_500 ? line : throw new FormatException());
        Assert.Throws<FormatException>(() => store.Import(lines));
        AssertOnly(5);
    }

    [Fact]
    public void Import_canceled_at_any_moment_changes_nothing()
    {
        store.Import(TestLines.Lines(5));
        foreach (var phase in new[] { ImportPhase.Reading, ImportPhase.Sealing, ImportPhase.Writing })
        {
            using var cancellation = new CancellationTokenSource();
            var progress = new Progress(report =>
            {
                if (report.Phase == phase) cancellation.Cancel();
            });
            Assert.ThrowsAny<OperationCanceledException>(
                () => store.Writer.Write(TestLines.Lines(6_000), progress: progress, cancellation: cancellation.Token));
            AssertOnly(5);
        }
        Assert.Equal(6_000, store.Import(TestLines.Lines(6_000)).Lines);
        AssertOnly(6_000);
    }

    [Fact]
    public void Unfinished_import_is_invisible_and_the_next_import_clears_it()
    {
        store.Import(TestLines.Lines(5));
        AbandonAfter(ImportPhase.Writing, rows: 4_000, TestLines.Lines(3_000).Select(line => line with { State = CardState.Revoked }));
        Directory.CreateDirectory(Path.Combine(store.Folder, "import.tmp"));
        File.WriteAllText(Path.Combine(store.Folder, "import.tmp", "Cards-1-0.run"), "left behind");
        Assert.True(store.Scalar("""SELECT count(*) FROM "HolderRecords" WHERE "Generation" = 2""") > 0);
        AssertOnly(5);

        Assert.Equal((2, 1, 0, true), Summary(store.Import(TestLines.Line(5, CardState.ReportedLost), TestLines.Line(6))));
        AssertOnly(6);
        Assert.Equal(CardState.Active, store.Read(TestLines.Number(1)).Terms.State);
        Assert.Equal(CardState.ReportedLost, store.Read(TestLines.Number(5)).Terms.State);
        foreach (var table in Tables) Assert.Equal(6, store.Scalar($"SELECT count(*) FROM \"{table}\""));
    }

    [Fact]
    public void Next_import_sweeps_after_an_import_that_ended_before_its_sweep()
    {
        store.Import(TestLines.Lines(3_000));
        AbandonAfter(ImportPhase.Sweeping, rows: 0, TestLines.Lines(3_000).Select(line => line with { State = CardState.Revoked }));
        Assert.Equal(CardState.Revoked, store.Read(TestLines.Number(1)).Terms.State);
        Assert.True(store.Scalar("SELECT count(*) FROM \"Cards\"") > 3_000);
        store.Import(TestLines.Line(1));
        foreach (var table in Tables) Assert.Equal(3_000, store.Scalar($"SELECT count(*) FROM \"{table}\""));
        Assert.Equal(CardState.Revoked, store.Read(TestLines.Number(2)).Terms.State);
    }

    [Fact]
    public void Second_concurrent_import_is_rejected()
    {
        var second = new List<Exception>();
        var progress = new Progress(report =>
        {
            // Each waits for seconds.
            if (report.Phase == ImportPhase.Writing && second.Count == 0) second.Add(Assert.Throws<StoreUnavailableException>(() => store.Import(TestLines.Line(9))));
        });
        store.Writer.Write(TestLines.Lines(5), progress: progress);
        Assert.Single(second);
        AssertOnly(5);
    }

    [Fact]
    public async Task Requests_and_writers_continue_during_an_import_and_see_all_of_it_or_nothing()
    {
        const int count = 8_000;
        store.Import(TestLines.Lines(count));
        using var passed = new ManualResetEventSlim();
        var progress = new Progress(report =>
        {
            // The loop below passes at least once between two transactions.
            if (report.Phase != ImportPhase.Writing) return;
            passed.Reset();
            passed.Wait(TestContext.Current.CancellationToken);
        });
        var importing = Task.Run(() => store.Writer.Write(TestLines.Lines(count).Select(line => line with { State = CardState.Revoked }), progress: progress));
        var writes = 0L;
        var seen = new HashSet<(CardState, CardState)>();
        while (!importing.IsCompleted)
        {
            using (var session = store.Sessions.Begin())
            {
                var first = store.Cards.Read(session, TestLines.Number(1 + writes % count));
                var second = store.Cards.Read(session, TestLines.Number(count - writes % count));
                Assert.Equal(first.Handle.Length, second.Handle.Length);
                seen.Add((first.Terms.State, second.Terms.State));
            }
            await store.Get<GatewayWriter>().WriteAsync(Raise, TestContext.Current.CancellationToken);
            writes++;
            passed.Set();
        }
        Assert.Equal(count, (await importing).Changes.Known);
        Assert.NotEmpty(seen);
        Assert.All(seen, pair => Assert.Equal(pair.Item1, pair.Item2));
        using var after = store.Sessions.Begin();
        Assert.Equal(writes, after.Generation(DirectoryGeneration.Name));
        Assert.Equal(CardState.Revoked, store.Read(TestLines.Number(count)).Terms.State);
    }

    private static (long Lines, long Updated, long Skipped, bool Swept) Summary(ImportResult result) =>
        (result.Lines, result.Changes.Known, result.Skipped, result.Swept);

    private static void Raise(GatewayDbContext context) => context.Set<Generation>().Single(row => row.Name == DirectoryGeneration.Name).Value++;

    [Fact]
    public void Rows_of_a_table_have_equal_length_and_are_not_in_order_of_issue()
    {
        store.Import(TestLines.Lines(500).Append(TestLines.Line(501, name: "A")).Append(TestLines.Line(502, name: new string('Z', 100))));
        Assert.Equal(1, store.Scalar("SELECT count(DISTINCT length(Status) || ' ' || length(Facts) || ' ' || length(RecordKey)) FROM Cards"));
        Assert.Equal(1, store.Scalar("SELECT count(DISTINCT length(Sealed)) FROM HolderRecords"));
        Assert.Equal(1, store.Scalar("SELECT count(DISTINCT length(Sealed)) FROM CurrentCards"));
        Assert.Equal(1, store.Scalar("SELECT count(DISTINCT length(PersonKey)) FROM PersonEntries"));
        Assert.Equal(0, store.Scalar("SELECT count(*) FROM Cards JOIN HolderRecords ON substr(Cards.Tag, 1, 16) = HolderRecords.RowId"));
    }

    private static readonly string[] Tables = ["Cards", "CurrentCards", "HolderRecords", "PersonEntries"];

    private void AbandonAfter(ImportPhase phase, long rows, IEnumerable<RegistryLine> lines)
    {
        var progress = new Progress(report =>
        {
            if (report.Phase == phase && report.Done >= rows) throw new TimeoutException();
        });
        Assert.Throws<TimeoutException>(() => store.Writer.Write(lines, progress: progress));
    }

    /// <summary>Asserts that exactly the cards of payloads 1 to <paramref name="count"/> are stored and no temporary file is left.</summary>
    private void AssertOnly(int count)
    {
        for (var payload = 1; payload <= count; payload += Math.Max(1, count / 50)) Assert.NotNull(store.Holder(TestLines.Number(payload)));
        Assert.True(store.Read(TestLines.Number(count)).Exists);
        Assert.False(store.Read(TestLines.Number(count + 1)).Exists);
        Assert.Empty(Directory.GetFiles(store.Folder, "*.run"));
    }

    private sealed class Progress(Action<ImportProgress> report) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => report(value);
    }
}
