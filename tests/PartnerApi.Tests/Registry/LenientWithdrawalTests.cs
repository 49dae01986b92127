using System.Text.Json;
using PartnerApi.Policy;
using PartnerApi.Registry;

namespace PartnerApi.Tests.Registry;

/// <summary>Bad lines with a nearly readable number or status must withdraw their card or be reported.</summary>
[Trait("Store", "Either")]
public sealed class LenientWithdrawalTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly List<RegistryLine> cards = [.. Exports.Cards(3).Select(card => card with { State = CardState.Active })];

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("{0},REPORTED_LOST,{1}")]
    [InlineData("{0}, reported_lost,{1}")]
    [InlineData("{0},Reported lost,{1}")]
    [InlineData(" {0},reported_lost,{1}")]
    [InlineData("\u00A0{0}\t,reported_lost,{1}")]
    [InlineData("\uFEFF{0},reported_lost,{1}")]
    [InlineData("{2},reported_lost,{1}")]
    [InlineData("{3}\r{0},reported_lost,{1}")]
    [InlineData("{0},reported_lost,{1}\r{3}")]
    [InlineData("{3}\r{0},REPORTED_LOST")]
    public async Task Bad_line_that_clearly_reports_a_lost_card_withdraws_it(string form)
    {
        using var imported = new ImportedCards(folder.Data);
        imported.Import(cards);
        var summary = await ImportAsync(form);
        Assert.Equal((1, 1, 0), (Number(summary, "skippedWithdrawing"), Number(summary, "withdrawn"), Number(summary, "skippedUnreadable")));
        Assert.Equal(CardState.ReportedLost, imported.Find(cards[0].Number)!.State);
        Assert.Equal(CardState.Active, imported.Find(cards[1].Number)!.State);
    }

    [Theory]
    [InlineData("{0},stolen,{1}")]
    [InlineData("{0},,{1}")]
    [InlineData("{0}")]
    [InlineData("{3}\r{0},stolen,{1}")]
    public async Task Bad_lines_with_an_unreadable_status_are_counted(string form)
    {
        using var imported = new ImportedCards(folder.Data);
        imported.Import(cards);
        var summary = await ImportAsync(form);
        Assert.Equal((0, 0, 1), (Number(summary, "skippedWithdrawing"), Number(summary, "withdrawn"), Number(summary, "skippedUnreadable")));
        var shown = await RunAsync(form, "--skip-bad", folder["again.csv"]);
        Assert.Contains("1 skipped line has an unreadable status. Its card was not changed; check it first.", shown.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_long_lines_joined_by_CR_stop_the_import()
    {
        var result = await RunAsync(string.Join('\r', Enumerable.Repeat("{3}", 60)), "--skip-bad", folder["bad.csv"]);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("line 2: lines end in CR alone", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
        Assert.False(File.Exists(folder["bad.csv"]));
    }

    [Fact]
    public async Task Check_writes_no_file_for_bad_lines_and_reports_their_effect()
    {
        using var imported = new ImportedCards(folder.Data);
        imported.Import(cards);
        var result = await RunAsync("{0},REPORTED_LOST,{1}", "--check", "--skip-bad", folder["bad.csv"]);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("1 of the skipped lines would withdraw or replace a card.", result.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["bad.csv"]));
        Assert.Equal(CardState.Active, imported.Find(cards[0].Number)!.State);
    }

    private static int Number(JsonElement summary, string name) => summary.GetProperty(name).GetInt32();

    private async Task<JsonElement> ImportAsync(string form)
    {
        var result = await RunAsync(form, "--skip-bad", folder["bad.csv"], "--json");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        return JsonDocument.Parse(result.Output).RootElement;
    }

    // {0} is the first card's number, {1} the text after its status, {2} the number with spaces, {3} the second card's whole line.
    private Task<ExecutableResult> RunAsync(string form, params string[] options)
    {
        var lines = Exports.Text(cards).Split('\n');
        var fields = lines[1].Split(',', 3);
        var spaced = string.Join(' ', fields[0].Chunk(4).Select(digits => new string(digits)));
        var line = string.Format(System.Globalization.CultureInfo.InvariantCulture, form, fields[0], fields[2], spaced, lines[2]);
        var path = folder.Write("registry.csv", $"{lines[0]}\n{line}\n{lines[3]}\n");
        return Executable.RunAsync(["cards", "import", path, "--data", folder.Data, "--quiet", .. options]);
    }
}
