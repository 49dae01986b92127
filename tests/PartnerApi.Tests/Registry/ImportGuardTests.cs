using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PartnerApi.Cards;
using PartnerApi.Commands;
using PartnerApi.Policy;
using PartnerApi.Registry;
using PartnerApi.Registry.Bulk;
using PartnerApi.Sealing;

namespace PartnerApi.Tests.Registry;

/// <summary>Imports of files that are old, incomplete, or change too much, and the output of a check.</summary>
[Trait("Store", "Either")]
public sealed class ImportGuardTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly List<RegistryLine> cards = [.. Exports.Cards(300).Select(card => card with { State = CardState.Active })];

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("2026-01-30", 299L, "it has 300 lines after the header, but 299 are expected; check that it is complete")]
    [InlineData("2199-01-30", 300L, "its as-of date, 2199-01-30, is after today")]
    public async Task Import_rejects_a_file_with_an_unexpected_count_or_a_future_date(string asOf, long count, string reason)
    {
        var text = Exports.Text(cards, new ExportManifest(DateOnly.Parse(asOf, System.Globalization.CultureInfo.InvariantCulture), count));
        AssertRefused(await ImportAsync(text), reason);
        AssertRefused(await ImportAsync(Exports.Text(cards), "--as-of", asOf, "--expect", $"{count}"), reason);
        using var imported = new ImportedCards(folder.Data);
        Assert.Null(imported.Find(cards[0].Number));
    }

    [Fact]
    public async Task Bad_lines_count_as_lines_of_the_file()
    {
        var text = Exports.Text(cards, new ExportManifest(null, 301)) + "broken\n";
        Assert.Equal(0, (await ImportAsync(text, "--skip-bad", folder["bad.csv"])).ExitCode);
    }

    [Fact]
    public async Task Options_override_the_manifest()
    {
        var text = Exports.Text(cards, new ExportManifest(new DateOnly(2199, 1, 1), 5));
        var result = await ImportAsync(text, "--as-of", "2026-01-30", "--expect", "300", "--json");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal("2026-01-30", JsonDocument.Parse(result.Output).RootElement.GetProperty("asOf").GetString());
    }

    [Fact]
    public async Task Import_rejects_an_older_file_without_force()
    {
        Assert.Equal(0, (await ImportAsync(Exports.Text(cards), "--as-of", "2026-01-20")).ExitCode);
        const string reason = "its as-of date, 2026-01-19, is before that of an earlier import, 2026-01-20; use --force to import it anyway";
        AssertRefused(await ImportAsync(Exports.Text(cards), "--as-of", "2026-01-19"), reason);
        Assert.Equal(0, (await ImportAsync(Exports.Text(cards), "--as-of", "2026-01-19", "--force")).ExitCode);
        // Neither a forced import nor one without a date changes the newest as-of date.
        Assert.Equal(0, (await ImportAsync(Exports.Text(cards))).ExitCode);
        AssertRefused(await ImportAsync(Exports.Text(cards), "--as-of", "2026-01-19"), reason);
        Assert.Equal(0, (await ImportAsync(Exports.Text(cards), "--as-of", "2026-01-20")).ExitCode);
    }

    [Fact]
    public async Task Reactivations_stop_the_import_unless_that_many_are_allowed()
    {
        var lost = cards.Select((card, index) => card with { State = index < 2 ? CardState.ReportedLost : CardState.Active }).ToList();
        using var imported = new ImportedCards(folder.Data);
        imported.Import(lost);
        AssertRefused(
            await ImportAsync(Exports.Text(cards)),
            "it would reactivate 2 cards reported lost or revoked; use --allow-reactivations 2 to allow it");
        Assert.NotEqual(0, (await ImportAsync(Exports.Text(cards), "--allow-reactivations", "1")).ExitCode);
        Assert.Equal(CardState.ReportedLost, imported.Find(cards[0].Number)!.State);
        Assert.Equal(0, (await ImportAsync(Exports.Text(cards), "--allow-reactivations", "2")).ExitCode);
        Assert.Equal(CardState.Active, imported.Find(cards[0].Number)!.State);
    }

    [Theory]
    [InlineData(99, true)]
    [InlineData(100, false)]
    public async Task Many_other_changes_stop_the_import_but_new_and_renewed_cards_do_not(int changed, bool taken)
    {
        using var imported = new ImportedCards(folder.Data);
        imported.Import(cards.Take(250));
        var next = cards.Select((card, index) => index < changed
            ? card with { LegalName = "Another Name" }
            : card with { IssuedOn = card.IssuedOn.AddDays(1), ExpiresOn = card.ExpiresOn.AddYears(5) });
        var result = await ImportAsync(Exports.Text(next));
        if (taken) Assert.Equal((0, ""), (result.ExitCode, result.Error));
        else Assert.Contains("it would change 100 cards (100 with another name or birth date) while ", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(0, (await ImportAsync(Exports.Text(next), "--allow-changes", $"{changed}")).ExitCode);
    }

    [Fact]
    public async Task Check_reports_every_kind_of_change_and_changes_nothing()
    {
        var before = cards.Take(10).Select((card, index) => index == 4 ? card with { State = CardState.Revoked } : card).ToList();
        using var imported = new ImportedCards(folder.Data);
        imported.Import(before);
        var counted = imported.Counted();
        List<RegistryLine> next =
        [
            cards[0], cards[1] with { ExpiresOn = cards[1].ExpiresOn.AddYears(5) }, cards[2] with { State = CardState.ReportedLost }, cards[3] with { LegalName = "Another Name" },
            cards[4], cards[5] with { DateOfBirth = cards[5].DateOfBirth.AddDays(-1) }, cards[6],
            cards[20], cards[21] with { Replaces = cards[6].Number, DateOfBirth = cards[6].DateOfBirth, IssuedOn = cards[6].IssuedOn, ExpiresOn = cards[6].ExpiresOn },
        ];
        var result = await ImportAsync(Exports.Text(next), "--check", "--json");

        Assert.Equal(
            (1, "The import would be stopped: it would reactivate 1 card reported lost or revoked; use --allow-reactivations 1 to allow it."),
            (result.ExitCode, Assert.Single(result.ErrorLines)));
        var summary = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal(
            [2, 7, 1, 1, 1, 1, 2],
            new[] { "added", "updated", "renewed", "replaced", "withdrawn", "reactivated", "personChanged" }.Select(name => summary.GetProperty(name).GetInt64()));
        Assert.Equal(before, before.Select(card => imported.Find(card.Number)));
        Assert.Null(imported.Find(cards[20].Number));
        Assert.Equal((counted, 1L), (imported.Counted(), imported.Generation(CardGenerations.Visible)));

        var allowed = await ImportAsync(Exports.Text(next), "--check", "--allow-reactivations", "1");
        Assert.Equal((0, ""), (allowed.ExitCode, allowed.Error));
        Assert.Contains("Nothing was changed.", allowed.Output, StringComparison.Ordinal);
        Assert.Equal(1L, imported.Generation(CardGenerations.Visible));
    }

    [Fact]
    public async Task Placeholders_are_counted_and_imported()
    {
        var odd = cards.Select((card, index) => index switch
        {
            0 => card with { DateOfBirth = new DateOnly(1900, 1, 1) },
            1 or 2 => card with { PostalCode = "00000" },
            3 => card with { LegalName = "NULL" },
            4 => card with { LegalName = "-" },
            5 => card with { LegalName = "n/a" },
            _ => card,
        });
        var result = await ImportAsync(Exports.Text(odd));
        Assert.Contains("Placeholders: 1 birth date of 1900-01-01, 2 postal codes of 00000, 3 names such as NULL.", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Generated_export_has_a_manifest_with_date_and_count()
    {
        var generated = await Executable.RunAsync("cards", "generate", "--count", "20", "--today", "2026-01-30", "--quiet");
        Assert.StartsWith("#export as_of=2026-01-30 cards=20\ncard_number,", generated.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Equal(0, (await ImportAsync(generated.Output)).ExitCode);
    }

    private void AssertRefused(ExecutableResult result, string reason) =>
        Assert.Equal((1, $"{folder["registry.csv"]}: {reason}. Nothing was imported."), (result.ExitCode, Assert.Single(result.ErrorLines)));

    private Task<ExecutableResult> ImportAsync(string export, params string[] options) =>
        Executable.RunAsync(["cards", "import", folder.Write("registry.csv", export), "--data", folder.Data, "--quiet", .. options]);

    [Fact]
    public void Import_in_a_process_for_partners_only_fails_and_names_the_record_secret()
    {
        using var store = new TestStore();
        using var partners = TestStore.Services(store.Folder, ("Gateway:Serve", "Partners"), ("Secrets:Record:Value", ""));
        var writer = partners.GetRequiredService<CardBulkWriter>();
        var error = Assert.Throws<SecretNotLoadedException>(
            () => writer.Write(Exports.Cards(1), cancellation: TestContext.Current.CancellationToken));
        Assert.Equal(
            "The record secret is not loaded. Run this where the setting Gateway:Serve is not Partners and Secrets:Record is set.",
            ErrorLine.For(error));
    }
}
