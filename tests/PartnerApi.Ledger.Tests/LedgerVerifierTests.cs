using System.Text;

namespace PartnerApi.Ledger.Tests;

/// <summary>Verification finds every change in a ledger, and its place.</summary>
[Trait("Needs", "NoStore")]
public sealed class LedgerVerifierTests
{
    private const string First = "2031-03-14-1-1";
    private const string Second = "2031-03-15-1-2";
    private const string Third = "2031-03-16-1-3";

    [Fact]
    public void Ledger_of_two_writers_verifies()
    {
        using var ledger = new TestLedger();
        using (var one = ledger.Open())
        {
            using var two = ledger.Open();
            ledger.Write(one, TestLedger.FirstDay, TestLedger.Record(TestLedger.FirstDay));
            ledger.Write(two, TestLedger.FirstDay, TestLedger.Record(TestLedger.FirstDay), TestLedger.Record(TestLedger.FirstDay));
        }
        ledger.Write(2, 3);
        var report = ledger.Verify();
        Assert.Empty(report.Faults);
        Assert.Equal((2, 3, 9, 0), (report.Writers, report.Segments, report.Records, report.Expired));
        Assert.Equal(4, report.Heads);
    }

    [Fact]
    public void Empty_ledger_verifies()
    {
        using var ledger = new TestLedger();
        Assert.Empty(ledger.Verify().Faults);
    }

    [Fact]
    public void Any_flipped_bit_is_found_in_its_segment()
    {
        using var ledger = new TestLedger();
        ledger.Write(3, 2);
        Assert.Equal(1, SegmentExpiry.Run(ledger.Path, TestLedger.FirstDay.AddDays(1), TestContext.Current.CancellationToken));
        Assert.Empty(ledger.Verify().Faults);
        var missed = new List<string>();
        foreach (var name in ledger.Files)
        {
            var bytes = File.ReadAllBytes(ledger[name]);
            for (var bit = 0; bit < bytes.Length * 8; bit++)
            {
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
                File.WriteAllBytes(ledger[name], bytes);

                // A segment that is cut after a complete line is found by the next segment or by its head.
                var faults = ledger.Verify().Faults;
                if (faults.Count != 1 || Path.GetFileNameWithoutExtension(faults[0].File) != Path.GetFileNameWithoutExtension(name))
                    missed.Add($"{name}: bit {bit}: {string.Join("; ", faults)}");
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            }
            File.WriteAllBytes(ledger[name], bytes);
        }
        Repository.Holds(missed.Take(20));
        Assert.Empty(ledger.Verify().Faults);
    }

    [Theory]
    [InlineData("1 0 2 3 4 5", 1)]
    [InlineData("0 2 3 4 5", 2)]
    [InlineData("0 1 3 4 5", 3)]
    [InlineData("0 1 2 3 5", 3)]
    [InlineData("0 1 3 2 4 5", 3)]
    [InlineData("0 1 2 2 3 4 5", 3)]
    [InlineData("0 1 5 2 3 4 5", 3)]
    [InlineData("0 1 1 2 3 4 5", 3)]
    [InlineData("0 1 2 3 4 5 5", 7)]
    [InlineData("0 1 2 3 4 5 2 5", 7)]
    [InlineData("0 1 2 3 4", 3)]
    [InlineData("0 1", 3)]
    [InlineData("0", 1)]
    [InlineData("", 1)]
    public void Moved_removed_or_repeated_lines_are_found(string order, int line)
    {
        using var ledger = new TestLedger();
        ledger.Write(1, 3);
        var lines = File.ReadAllLines(ledger[First + ".log"]);
        File.WriteAllText(ledger[First + ".log"], string.Concat(order.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(index => lines[int.Parse(index)] + "\n")));
        AssertFault(ledger, First + ".log", line);
    }

    // Retention removes all records of a segment. If only one is replaced by its hash, the chain still leads to the head.
    [Fact]
    public void Single_record_removed_like_an_expired_one_is_found()
    {
        using var ledger = new TestLedger();
        ledger.Write(1, 3);
        var lines = File.ReadAllLines(ledger[First + ".log"]);
        var leaf = new byte[Chain.HashLength];
        Chain.Hash(Encoding.ASCII.GetBytes(lines[3]), leaf);
        lines[3] = "=" + Encoding.ASCII.GetString(leaf);
        File.WriteAllLines(ledger[First + ".log"], lines);
        Assert.Contains("were removed and others were not", Assert.Single(ledger.Verify().Faults).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_segment_is_found_by_its_heads_or_by_the_next_segment()
    {
        using var ledger = new TestLedger();
        ledger.Write(3, 1);
        File.Delete(ledger[Second + ".log"]);
        Assert.Equal(Second + ".log", Assert.Single(ledger.Verify().Faults).File);
        File.Delete(ledger[Second + ".heads"]);
        AssertFault(ledger, Third + ".log", 1);
        File.Delete(ledger[First + ".log"]);
        File.Delete(ledger[Third + ".log"]);
        Assert.Equal([First + ".log", Third + ".log"], ledger.Verify().Faults.Select(fault => fault.File));
    }

    [Fact]
    public void Renamed_segment_is_found()
    {
        using var ledger = new TestLedger();
        ledger.Write(1, 1);
        File.Delete(ledger[First + ".heads"]);
        File.Move(ledger[First + ".log"], ledger[Second + ".log"]);
        AssertFault(ledger, Second + ".log", 1);
    }

    [Fact]
    public void Chain_recomputed_after_a_change_is_found_by_its_signed_heads()
    {
        using var ledger = new TestLedger();
        ledger.Write(1, 2);
        using var other = new TestLedger();
        other.Write(1, 2);
        File.Copy(other[First + ".log"], ledger[First + ".log"], overwrite: true);
        Assert.Contains("cut or replaced", Assert.Single(ledger.Verify().Faults).Problem, StringComparison.Ordinal);

        // Heads signed with another key are rejected.
        File.Copy(other[First + ".heads"], ledger[First + ".heads"], overwrite: true);
        AssertFault(ledger, First + ".heads", 1);
    }

    [Fact]
    public void Heads_of_another_segment_are_rejected()
    {
        using var ledger = new TestLedger();
        ledger.Write(2, 1);
        File.Copy(ledger[First + ".heads"], ledger[Second + ".heads"], overwrite: true);
        Assert.Equal(Second + ".heads", Assert.Single(ledger.Verify().Faults).File);
    }

    [Fact]
    public void Truncation_of_records_and_heads_is_found_by_a_kept_head()
    {
        using var ledger = new TestLedger();
        ledger.Write(1, 2);
        var before = File.ReadAllBytes(ledger[First + ".log"]);
        var headsBefore = File.ReadAllBytes(ledger[First + ".heads"]);
        ledger.Write(1, 2);
        string[] kept = [.. File.ReadAllLines(ledger[First + ".heads"])];
        Assert.Equal(2, kept.Length);
        Assert.Empty(ledger.Verify(kept).Faults);

        File.WriteAllBytes(ledger[First + ".log"], before);
        File.WriteAllBytes(ledger[First + ".heads"], headsBefore);
        Assert.Empty(ledger.Verify().Faults);
        Assert.Empty(ledger.Verify(kept[..1]).Faults);
        Assert.Contains("a kept head is missing", Assert.Single(ledger.Verify(kept).Faults).Problem, StringComparison.Ordinal);

        foreach (var file in ledger.Files) File.Delete(ledger[file]);
        Assert.Equal(First + ".log", Assert.Single(ledger.Verify(kept).Faults).File);
        Assert.Equal("kept-heads", Assert.Single(ledger.Verify("nonsense").Faults).File);
    }

    [Fact]
    public void Incomplete_line_is_accepted_only_at_the_end_of_the_newest_segment()
    {
        using var ledger = new TestLedger();
        ledger.Write(2, 1);
        File.AppendAllText(ledger[Second + ".log"], "torn");
        Assert.Empty(ledger.Verify().Faults);
        File.AppendAllText(ledger[First + ".log"], "torn");
        AssertFault(ledger, First + ".log", 5);
    }

    [Fact]
    public void Records_without_a_closing_hash_are_skipped_and_overwritten()
    {
        using var ledger = new TestLedger();
        ledger.Write(1, 2);
        using var other = new TestLedger();
        other.Write(1, 1);
        File.AppendAllText(ledger[First + ".log"], File.ReadAllLines(other[First + ".log"])[2] + "\n");
        Assert.Empty(ledger.Verify().Faults);
        Assert.Equal((2, 2), (ledger.Verify().Records, LedgerGateway.Records(ledger.Data).Count));

        ledger.Write(1, 1);
        Assert.Empty(ledger.Verify().Faults);
        Assert.Equal((3, 3), (ledger.Verify().Records, LedgerGateway.Records(ledger.Data).Count));
    }

    [Fact]
    public void Large_append_is_split_into_bounded_groups()
    {
        using var ledger = new TestLedger();
        ledger.Write(1, 2500);
        Assert.Empty(ledger.Verify().Faults);
        Assert.Equal(2500, ledger.Verify().Records);
        var lines = File.ReadAllLines(ledger[First + ".log"]);
        Assert.Equal([1, 1026, 2051, 2504], lines.Index().Where(line => line.Item[0] == '+').Select(line => line.Index));
    }

    [Fact]
    public void Segment_of_another_version_stops_the_start_and_is_not_changed()
    {
        using var ledger = new TestLedger();
        ledger.Write(1, 1);
        File.Delete(ledger[First + ".heads"]);
        var other = File.ReadAllText(ledger[First + ".log"]).Replace("disclosures 4", "disclosures 1", StringComparison.Ordinal).Replace('+', '*');
        AssertNotOpened(ledger, other);
        AssertNotOpened(ledger, other[..(other.IndexOf('\n', StringComparison.Ordinal) + 1)]);
        AssertFault(ledger, First + ".log", 1);
    }

    [Fact]
    public void Segment_with_changed_hashes_stops_the_start_and_is_not_changed()
    {
        using var ledger = new TestLedger();
        ledger.Write(1, 1);
        var text = File.ReadAllText(ledger[First + ".log"]);
        AssertNotOpened(ledger, text.Replace('+', '*'));
        AssertNotOpened(ledger, text.Replace("\n+", "\n++", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(100)]
    [InlineData(120)]
    public void Segment_with_an_incomplete_header_is_started_again(int length)
    {
        using var ledger = new TestLedger();
        ledger.Write(2, 1);
        File.Delete(ledger[Second + ".heads"]);
        File.WriteAllBytes(ledger[Second + ".log"], [.. File.ReadAllBytes(ledger[Second + ".log"])[..length], .. new byte[50]]);
        ledger.Write(2, 1);
        Assert.Empty(ledger.Verify().Faults);
        Assert.Equal((2, 3), (ledger.Verify().Segments, ledger.Verify().Records));
    }

    [Fact]
    public void Next_writer_continues_after_an_incomplete_line_or_head()
    {
        using var ledger = new TestLedger();
        ledger.Write(1, 1);
        File.AppendAllText(ledger[First + ".log"], "torn\0\0a page that was written before the page preceding it\n\0\0");
        File.AppendAllText(ledger[First + ".heads"], "torn");
        Assert.Equal(First + ".heads", Assert.Single(ledger.Verify().Faults).File);
        ledger.Write(2, 1);
        var report = ledger.Verify();
        Assert.Empty(report.Faults);
        Assert.Equal((2, 3, 3), (report.Segments, report.Records, report.Heads));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(60)]
    [InlineData(140)]
    [InlineData(400)]
    public void Nul_before_durable_records_stops_the_start_and_changes_nothing(int at)
    {
        using var ledger = new TestLedger();
        for (var time = 0; time < 4; time++) ledger.Write(1, 1);
        File.Delete(ledger[First + ".heads"]);
        var bytes = File.ReadAllBytes(ledger[First + ".log"]);
        bytes[at] = 0;
        File.WriteAllBytes(ledger[First + ".log"], bytes);
        Assert.Contains(First + ".log", Assert.Throws<InvalidDataException>(ledger.Open).Message, StringComparison.Ordinal);
        Assert.Equal(bytes, File.ReadAllBytes(ledger[First + ".log"]));
        Assert.Equal([First + ".log"], ledger.Files);
    }

    [Fact]
    public void Write_torn_by_a_power_loss_is_moved_to_a_separate_file()
    {
        using var ledger = new TestLedger();
        ledger.Write(1, 1);
        var whole = File.ReadAllBytes(ledger[First + ".log"]);
        var heads = File.ReadAllBytes(ledger[First + ".heads"]);
        ledger.Write(1, 2500);
        var torn = File.ReadAllBytes(ledger[First + ".log"]);
        torn[whole.Length + 30] = 0;
        File.WriteAllBytes(ledger[First + ".log"], [.. torn, .. new byte[100]]);

        // A published head of that write proves that it was complete.
        Assert.Throws<InvalidDataException>(ledger.Open);
        File.WriteAllBytes(ledger[First + ".heads"], heads);
        using (var writer = ledger.Open()) Assert.Equal(ledger[First + ".1.torn"], writer.Quarantine);
        Assert.Equal(torn[whole.Length..], File.ReadAllBytes(ledger[First + ".1.torn"]));
        Assert.Equal(whole, File.ReadAllBytes(ledger[First + ".log"]));
        Assert.Empty(ledger.Verify().Faults);
    }

    [Fact]
    public void Published_head_missing_from_the_chain_stops_the_start()
    {
        using var ledger = new TestLedger();
        ledger.Write(1, 1);
        var before = File.ReadAllBytes(ledger[First + ".log"]);
        ledger.Write(1, 1);
        File.WriteAllBytes(ledger[First + ".log"], before);
        Assert.Throws<InvalidDataException>(ledger.Open);
        Assert.Equal(before, File.ReadAllBytes(ledger[First + ".log"]));
    }

    [Fact]
    public async Task Verification_during_writes_finds_no_fault()
    {
        using var ledger = new TestLedger();
        using var writer = ledger.Open();
        using var ended = new CancellationTokenSource();
        var writing = Task.Run(
            () =>
            {
                for (var day = 0; !ended.IsCancellationRequested; day++)
                {
                    for (var time = 0; time < 5; time++) ledger.Write(writer, TestLedger.FirstDay.AddDays(day), TestLedger.Record(TestLedger.FirstDay));
                }
            },
            TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(() => LedgerGateway.Records(ledger.Data).Count > 0);
        var reports = Enumerable.Range(0, 40).Select(_ => ledger.Verify()).ToList();
        await ended.CancelAsync();
        await writing;
        Repository.Holds(reports.SelectMany(report => report.Faults).Select(fault => fault.ToString()));
        Assert.True(reports[^1].Records > 0);
    }

    [Fact]
    public async Task Listing_during_writes_has_no_gaps()
    {
        using var ledger = new TestLedger();
        var folder = Directory.CreateDirectory(Path.Combine(ledger.Data, "listed")).FullName;
        var writing = Task.Run(
            () =>
            {
                for (var day = 0; day < 20_000; day++) File.WriteAllText(new Segment(TestLedger.FirstDay.AddDays(day), 1, day + 1).FileIn(folder), "");
            },
            TestContext.Current.CancellationToken);
        while (!writing.IsCompleted)
        {
            var listed = Segment.AllIn(folder);
            Assert.True(listed.Count == 0 || listed[^1].Day == TestLedger.FirstDay.AddDays(listed.Count - 1), "The list lacks a segment before its last one.");
        }
        await writing;
        Assert.Equal(20_000, Segment.AllIn(folder).Count);
    }

    // Otherwise a process killed between the two steps would leave preallocated space in a finished segment, and readers would see it.
    [Fact]
    public void Preallocated_space_is_freed_before_the_next_segment_is_created()
    {
        using var ledger = new TestLedger();
        using var writer = ledger.Open();
        ledger.Write(writer, TestLedger.FirstDay, TestLedger.Record(TestLedger.FirstDay));
        var first = ledger[$"{writer.Segment.Name}.log"];
        Assert.Contains((byte)0, TestLedger.ReadShared(first));

        var next = TestLedger.FirstDay.AddDays(1);
        var other = ledger[$"{writer.Segment.Next(next).Name}.log"];
        File.WriteAllText(other, "");
        Assert.Throws<IOException>(() => ledger.Write(writer, next, TestLedger.Record(next)));
        Assert.DoesNotContain((byte)0, TestLedger.ReadShared(first));

        // Later records in the first segment follow its last line.
        ledger.Write(writer, TestLedger.FirstDay, TestLedger.Record(TestLedger.FirstDay));
        File.Delete(other);
        Assert.Empty(ledger.Verify().Faults);
        Assert.Equal(2, ledger.Verify().Records);
    }

    private static void AssertFault(TestLedger ledger, string file, long line)
    {
        var fault = Assert.Single(ledger.Verify().Faults);
        Assert.Equal((file, line), (fault.File, fault.Line));
    }

    private static void AssertNotOpened(TestLedger ledger, string text)
    {
        File.WriteAllText(ledger[First + ".log"], text);
        Assert.Contains("version", Assert.Throws<InvalidDataException>(ledger.Open).Message, StringComparison.Ordinal);
        Assert.Equal(text, File.ReadAllText(ledger[First + ".log"]));
    }
}
