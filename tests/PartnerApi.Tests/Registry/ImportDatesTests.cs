using System.Text.Json;
using PartnerApi.Policy;
using PartnerApi.Registry;

namespace PartnerApi.Tests.Registry;

/// <summary>Imports of files with wrong dates or boroughs: changes are counted, and too many stop the import.</summary>
[Trait("Store", "Either")]
public sealed class ImportDatesTests : IDisposable
{
    private const int Count = 100;
    private static readonly DateOnly Late = new(2180, 1, 1);

    private readonly TemporaryFolder folder = new();
    private readonly List<RegistryLine> cards =
        [.. Exports.Cards(Count).Select(card => card with { State = CardState.Active, Borough = Borough.Bronx, ExpiresOn = Late.AddYears(1) })];

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("expired", "ended", "no longer valid by their dates")]
    [InlineData("issued later", "ended", "no longer valid by their dates")]
    [InlineData("issued earlier", "begun", "valid earlier by their dates")]
    [InlineData("moved", "boroughChanged", "in another borough")]
    public async Task Scrambled_column_stops_the_import(string scrambled, string counter, string kind)
    {
        using var imported = new ImportedCards(folder.Data);
        imported.Import(scrambled == "issued earlier" ? cards.Select(card => card with { IssuedOn = Late }) : cards);
        var next = Exports.Text(cards.Select(card => scrambled switch
        {
            "expired" => card with { ExpiresOn = card.IssuedOn },
            "issued later" => card with { IssuedOn = Late },
            "moved" => card with { Borough = Borough.Queens },
            _ => card,
        }));

        var check = await ImportAsync(next, "--check", "--json");
        var summary = JsonDocument.Parse(check.Output).RootElement;
        Assert.Equal((1, Count, 0), (check.ExitCode, summary.GetProperty(counter).GetInt32(), summary.GetProperty("renewed").GetInt32()));
        var stopped = await ImportAsync(next);
        Assert.Equal(1, stopped.ExitCode);
        Assert.Contains($"it would change 100 cards (100 {kind}) while ", Assert.Single(stopped.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(0, (await ImportAsync(next, "--allow-changes", "100")).ExitCode);
    }

    [Fact]
    public async Task Later_expiry_date_renews_even_an_expired_card_and_does_not_stop_the_import()
    {
        using var imported = new ImportedCards(folder.Data);
        imported.Import(cards.Select(card => card with { ExpiresOn = card.IssuedOn }));
        var result = await ImportAsync(Exports.Text(cards));
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains($"Known cards: {Count} renewed, 0 replaced, 0 lost or revoked, 0 active again.", result.Output, StringComparison.Ordinal);
        Assert.Contains("By their dates: 0 no longer valid, 0 valid earlier than before.", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_without_cards_does_not_make_later_files_too_old()
    {
        Assert.Equal(0, (await ImportAsync(Exports.Text([]), "--as-of", "2026-01-30")).ExitCode);
        var real = await ImportAsync(Exports.Text(cards), "--as-of", "2026-01-20");
        Assert.Equal((0, ""), (real.ExitCode, real.Error));
    }

    private Task<ExecutableResult> ImportAsync(string export, params string[] options) =>
        Executable.RunAsync(["cards", "import", folder.Write("registry.csv", export), "--data", folder.Data, "--quiet", .. options]);
}
