using System.Text.Json;
using PartnerApi.Policy;
using PartnerApi.Registry;

namespace PartnerApi.Tests.Registry;

public sealed class ImportCardsCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly List<RegistryLine> cards = Exports.Cards(300);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Import_stores_every_card_with_its_holder()
    {
        var result = await ImportAsync(Exports.Text(cards), "--json");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        var summary = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal((300, 0, 0), (Number(summary, "added"), Number(summary, "updated"), Number(summary, "skipped")));
        Assert.InRange(Number(summary, "peakMemoryBytes"), 1 << 20, 1L << 30);
        Assert.True(summary.GetProperty("seconds").GetDouble() > 0);
        using var imported = new ImportedCards(folder.Data);
        Assert.Equal(cards, cards.Select(card => imported.Find(card.Number)));
    }

    [Fact]
    public async Task Import_reads_standard_input()
    {
        var result = await Executable.RunWithInputAsync(Exports.Text(cards), "cards", "import", "-", "--data", folder.Data, "--quiet");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.StartsWith("300 cards added, 0 updated, 0 lines skipped, in ", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Second_import_updates_and_adds_cards_and_keeps_holder_handles()
    {
        using var imported = new ImportedCards(folder.Data);
        imported.Import(cards.Take(200));
        var handle = imported.Handle(cards[150].Number);

        var changed = cards.Skip(150).Select(card => card with { State = CardState.Revoked, Street = "1 New St" }).ToList();
        var result = await ImportAsync(Exports.Text(changed), "--json");

        var summary = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal((100, 50), (Number(summary, "added"), Number(summary, "updated")));
        Assert.Equal(cards.Take(150), cards.Take(150).Select(card => imported.Find(card.Number)));
        Assert.Equal(changed, changed.Select(card => imported.Find(card.Number)));
        Assert.Equal(handle, imported.Handle(cards[150].Number));
    }

    /// <summary>Replacements of the second card's line, and the error message. {0} is the line of the first card.</summary>
    public static readonly TheoryData<string, string> BadLines = new()
    {
        { "", "line 3: empty" },
        { "secret", "line 3: 1 column, but 10 are expected" },
        { "{0},secret", "line 3: 11 columns, but 10 are expected" },
        { "{0}", "line 3, column 1 (card_number): the same card as in line 2" },
        { "0000secret000000,active,2015-01-12,2020-01-12,A B,1980-12-27,bronx,1 A St,Bronx,10451", "line 3, column 1 (card_number): not 16 digits" },
        { "2441188888951928,secret,2015-01-12,2020-01-12,A B,1980-12-27,bronx,1 A St,Bronx,10451",
            "line 3, column 2 (status): not one of active, reported_lost, revoked" },
        { "2441188888951928,active,2015-01-12,2020-02-30,secret,1980-12-27,bronx,1 A St,Bronx,10451",
            "line 3, column 4 (expires_on): not a date (YYYY-MM-DD)" },
        { "2441188888951928,active,2015-01-12,2020-01-12,\"secret,1980-12-27,bronx,1 A St,Bronx,10451",
            "line 3, column 5 (legal_name): the closing quotation mark is missing" },
    };

    [Theory]
    [MemberData(nameof(BadLines))]
    public async Task Import_reports_a_bad_line_and_changes_nothing(string line, string said)
    {
        using var imported = new ImportedCards(folder.Data);
        imported.Import(cards.Take(1));
        var lines = Exports.Text(cards.Select(card => card with { State = CardState.Revoked })).Split('\n');
        lines[2] = line.Replace("{0}", lines[1], StringComparison.Ordinal);

        var result = await ImportAsync(string.Join('\n', lines));

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Equal($"{folder["registry.csv"]}: {said}. Nothing was imported. Use --skip-bad FILE to skip bad lines.", Assert.Single(result.ErrorLines));
        Assert.DoesNotContain("secret", result.Error, StringComparison.Ordinal);
        Assert.Equal(cards[0], imported.Find(cards[0].Number));
        Assert.Null(imported.Find(cards[2].Number));
    }

    [Fact]
    public async Task Import_writes_skipped_lines_to_a_private_file_and_imports_the_others()
    {
        var lines = Exports.Text(cards).TrimEnd('\n').Split('\n');
        lines[5] = "broken,\"";
        lines[7] = lines[6];
        var bad = folder["bad.csv"];

        var result = await ImportAsync(string.Join('\n', lines), "--skip-bad", bad, "--json");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        var summary = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal((298, 2, bad), (Number(summary, "added"), Number(summary, "skipped"), summary.GetProperty("skippedFile").GetString()));
        Assert.Equal(
            [
                $"line,reason,{lines[0]}",
                "6,\"column 2 (status): the closing quotation mark is missing\",broken,\"",
                $"8,\"column 1 (card_number): the same card as in line 7\",{lines[6]}",
            ],
            await File.ReadAllLinesAsync(bad, TestContext.Current.CancellationToken));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(bad));
        using var imported = new ImportedCards(folder.Data);
        Assert.Null(imported.Find(cards[4].Number));
        Assert.Equal(cards[5], imported.Find(cards[5].Number));
    }

    [Fact]
    public async Task File_for_bad_lines_must_be_new_and_is_removed_if_empty()
    {
        var bad = folder.Write("bad.csv", "mine");
        var refused = await ImportAsync(Exports.Text(cards), "--skip-bad", bad);
        Assert.Equal((1, $"{bad}: this file exists. Name a new file for the bad lines."), (refused.ExitCode, Assert.Single(refused.ErrorLines)));
        Assert.Equal("mine", await File.ReadAllTextAsync(bad, TestContext.Current.CancellationToken));

        var result = await ImportAsync(Exports.Text(cards), "--skip-bad", folder["none.csv"]);
        Assert.Equal(0, result.ExitCode);
        Assert.False(File.Exists(folder["none.csv"]));
    }

    [Theory]
    [InlineData("missing.csv", "file not found.")]
    [InlineData("", "this is a folder, not a file.")]
    [InlineData("no/such/folder.csv", "folder not found.")]
    public async Task Import_names_an_unreadable_file(string name, string said)
    {
        var path = name.Length == 0 ? folder.Root : folder[name];
        var result = await Executable.RunAsync("cards", "import", path, "--data", folder.Data);
        Assert.Equal((1, $"{path}: {said}"), (result.ExitCode, Assert.Single(result.ErrorLines)));
        Assert.False(Directory.Exists(folder.Data));
    }

    [Fact]
    public async Task Import_rejects_a_file_that_is_not_an_export()
    {
        var empty = await ImportAsync("");
        Assert.EndsWith("the file is empty. Nothing was imported.", Assert.Single(empty.ErrorLines), StringComparison.Ordinal);
        var headless = await ImportAsync(Exports.Text(cards).Split('\n', 2)[1]);
        Assert.EndsWith(
            "line 1, column 1 (card_number): the header must name the columns, here 'card_number'. Nothing was imported.",
            Assert.Single(headless.ErrorLines), StringComparison.Ordinal);
        Assert.Equal((1, 1), (empty.ExitCode, headless.ExitCode));
    }

    [Fact]
    public async Task Export_without_cards_succeeds_and_changes_nothing()
    {
        var result = await ImportAsync(Exports.Text([]));
        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith("0 cards added, 0 updated", result.Output, StringComparison.Ordinal);
    }

    private static long Number(JsonElement summary, string name) => summary.GetProperty(name).GetInt64();

    private Task<ExecutableResult> ImportAsync(string export, params string[] options) =>
        Executable.RunAsync(["cards", "import", folder.Write("registry.csv", export), "--data", folder.Data, "--quiet", .. options]);
}
