using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PartnerApi.Cards;
using PartnerApi.Policy;
using PartnerApi.Registry;
using PartnerApi.Registry.Bulk;
using PartnerApi.Storage;

namespace PartnerApi.Tests.Registry;

/// <summary>Imports in separate processes that are killed, canceled, or overlap with another import.</summary>
public sealed class ImportInterruptedTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    // The newest come first: old ones count in no month of the sandbox's statistics.
    private readonly List<RegistryLine> cards = [.. Exports.Cards(9_000).OrderByDescending(card => card.IssuedOn)];

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Import_killed_while_writing_leaves_the_previous_state_and_the_next_one_succeeds()
    {
        using var imported = new ImportedCards(folder.Data);
        imported.Import(cards.Take(100));
        var counters = Counters();
        var all = folder.Write("all.csv", Exports.Text(cards.Select(card => card with { State = CardState.Revoked })));

        using (var held = new HeldInserts(folder.Data, "Cards", after: ChunkedInsert.LargestChunk))
        using (var import = Executable.Start("cards", "import", all, "--data", folder.Data, "--quiet", "--allow-changes", "9000"))
        {
            await held.KillAsync(import, () => Stored() > 100);
        }

        Assert.True(imported.Generation(CardGenerations.Written) > imported.Generation(CardGenerations.Visible));
        Assert.True(Stored() > 100);
        Assert.Equal(cards.Take(100), cards.Take(100).Select(card => imported.Find(card.Number)));
        Assert.Null(imported.Find(cards[100].Number));
        Assert.Equal(counters, Counters());
        Assert.Equal(imported.Countable(cards.Take(100)), imported.Counted());

        var again = await Executable.RunAsync("cards", "import", all, "--data", folder.Data, "--quiet", "--allow-changes", "9000");
        Assert.Equal((0, ""), (again.ExitCode, again.Error));
        Assert.Equal(CardState.Revoked, imported.Find(cards[0].Number)!.State);
        Assert.Equal(CardState.Revoked, imported.Find(cards[^1].Number)!.State);
        Assert.Equal(imported.Countable(cards), imported.Counted());
    }

    [Fact]
    public async Task Import_killed_while_reading_leaves_nothing_readable_and_the_next_start_removes_its_files()
    {
        const string marker = "Quintavella Brambletoft";
        await using var gateway = await RunningGateway.StartAsync();
        var (bad, temporary) = (folder["bad.csv"], Path.Combine(gateway.Data, "import.tmp"));
        using (var import = Executable.Start("cards", "import", "-", "--skip-bad", bad, "--data", gateway.Data, "--quiet"))
        {
            var lines = Exports.Text(cards.Take(3_000).Select(card => card with { LegalName = marker }));
            await import.StandardInput.WriteAsync(lines.AsMemory(), TestContext.Current.CancellationToken);
            await import.StandardInput.WriteAsync(string.Concat(Enumerable.Repeat($"{marker},broken\n", 10_000)).AsMemory(), TestContext.Current.CancellationToken);
            await import.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
            await Eventually.TrueAsync(() => Length("bad-lines") > 0 && Length("lines") > 0, import);
            import.Kill();
            await import.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(0, new FileInfo(bad).Length);
        foreach (var file in Directory.GetFiles(temporary))
        {
            Assert.Equal(-1, TestFiles.Bytes(file).AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(marker)));
            if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(bad));

        var leftovers = gateway.Services.GetServices<IHostedService>().OfType<ImportLeftovers>().Single();
        await leftovers.StartAsync(TestContext.Current.CancellationToken);
        Assert.False(Directory.Exists(temporary));

        long Length(string name) => new FileInfo(Path.Combine(temporary, name)) is { Exists: true } file ? file.Length : 0;
    }

    [Fact]
    public async Task Start_does_not_remove_the_files_of_a_running_import()
    {
        using var import = await StartReadingAsync();
        await Eventually.TrueAsync(() => File.Exists(Path.Combine(folder.Data, "import.tmp", "lines")), import);
        await new ImportLeftovers(new StorageSettings(folder.Data)).StartAsync(TestContext.Current.CancellationToken);
        Assert.True(File.Exists(Path.Combine(folder.Data, "import.tmp", "lines")));
        var result = await Executable.FinishAsync(import);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
    }

    [Fact]
    public async Task Import_canceled_while_reading_changes_nothing_and_exits_with_130()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs kill -INT.");
        using var import = await StartReadingAsync();

        await Process.Start("kill", ["-INT", $"{import.Id}"]).WaitForExitAsync(TestContext.Current.CancellationToken);
        var result = await Executable.FinishAsync(import);

        Assert.Equal((130, "Canceled."), (result.ExitCode, Assert.Single(result.ErrorLines)));
        using var imported = new ImportedCards(folder.Data);
        Assert.Null(imported.Find(cards[0].Number));
    }

    [Fact]
    public async Task Second_concurrent_import_is_rejected_and_the_first_continues()
    {
        using var first = await StartReadingAsync();

        var second = await Executable.RunAsync("cards", "import", folder.Write("all.csv", Exports.Text(cards.Take(1))), "--data", folder.Data, "--quiet");
        Assert.Equal(1, second.ExitCode);
        Assert.Contains("another import is running", Assert.Single(second.ErrorLines), StringComparison.Ordinal);

        var result = await Executable.FinishAsync(first);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        using var imported = new ImportedCards(folder.Data);
        Assert.NotNull(imported.Find(cards[999].Number));
    }

    [Fact]
    public async Task Requests_succeed_during_an_import_and_see_it_when_it_is_complete()
    {
        await using var gateway = await RunningGateway.StartAsync();
        var number = cards.Last(card => Validity.IsValid(new CardTerms(card.State, card.IssuedOn, card.ExpiresOn), Exports.Today.AddYears(3))).Number.Reveal();
        Assert.False(await IsValidAsync());

        using (var import = Executable.Start("cards", "import", "-", "--data", gateway.Data, "--quiet"))
        {
            // It reads its input, and writes when that ends.
            await import.StandardInput.WriteAsync(
                Exports.Text(cards.Select(card => card with { ExpiresOn = new DateOnly(2199, 1, 1) })).AsMemory(), TestContext.Current.CancellationToken);
            await Eventually.TrueAsync(() => File.Exists(Path.Combine(gateway.Data, "import.lock")), import);
            for (var requests = 0; requests < 10; requests++) Assert.False(await IsValidAsync());
            import.StandardInput.Close();
            while (!import.HasExited) await IsValidAsync();
            Assert.Equal(0, import.ExitCode);
        }
        Assert.True(await IsValidAsync());

        async Task<bool> IsValidAsync()
        {
            var answer = await gateway.QueryAsync(
                "harbor-bank", "query($number: CardNumber!) { card(number: $number, purpose: ACCOUNT_OPENING) { valid } }", new { number });
            Assert.Empty(answer.Codes);
            return answer.Data("card", "valid").GetBoolean();
        }
    }

    private long Stored() => (long)TestDatabase.Rows(folder.Data, "SELECT count(*) FROM Cards")[0][0];

    private List<object[]> Counters() => TestDatabase.Rows(folder.Data, "SELECT Month, Sealed FROM EnrollmentCounters ORDER BY Month");

    // Starts an import that holds the lock and waits for more lines on standard input.
    private async Task<Process> StartReadingAsync()
    {
        var import = Executable.Start("cards", "import", "-", "--data", folder.Data, "--quiet");
        await import.StandardInput.WriteAsync(Exports.Text(cards.Take(1_000)).AsMemory(), TestContext.Current.CancellationToken);
        await import.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(() => File.Exists(Path.Combine(folder.Data, "import.lock")), import);
        return import;
    }
}
