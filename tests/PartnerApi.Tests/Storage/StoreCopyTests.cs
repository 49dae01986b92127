using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PartnerApi.Cards;
using PartnerApi.Core;
using PartnerApi.Policy;
using PartnerApi.Registry;
using PartnerApi.Registry.Bulk;
using PartnerApi.Sandbox;
using PartnerApi.Storage;
using PartnerApi.Storage.Copy;
using PartnerApi.Storage.PostgreSql;

namespace PartnerApi.Tests.Storage;

/// <summary><c>storage copy</c> copies the SQLite file of a data folder into the folder's database on the tests' PostgreSQL server.</summary>
[Trait("Store", "PostgreSql")]
public sealed class StoreCopyTests : IDisposable
{
    private static readonly (string, string) OnSqlite = (StorageSettings.PostgreSqlSetting, "");

    private readonly TemporaryFolder folder = new();

    public StoreCopyTests() => TestDatabase.MakeEmpty(folder.Data);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Gateway_continues_with_the_copied_data()
    {
        await using var gateway = await RunningGateway.StartAsync(null, OnSqlite);
        var key = MuseumGateway.NewKey();
        var card = MuseumGateway.Adults(Installation.CityToday).First();
        var redeemed = await RedeemAsync(gateway, card, key);
        Assert.True(redeemed.Data("redeemBenefit", "redeemed").GetBoolean());
        var listed = await ListAsync(gateway);

        var result = await gateway.MoveAsync(async data =>
        {
            var copied = await Executable.RunAsync("storage", "copy", "--data", data, "--json");
            var again = await Executable.RunAsync("storage", "copy", "--data", data);
            Assert.Equal((1, ""), (again.ExitCode, again.Output));
            Assert.Contains("not empty", Assert.Single(again.ErrorLines), StringComparison.Ordinal);
            return copied;
        });

        Assert.Equal(0, result.ExitCode);
        var report = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal(0, report.GetProperty("ledgerFaults").GetInt32());
        Assert.Equal(1, Rows(report, "Redemptions"));

        // A holder has one record, also with a replaced card.
        var replaced = SandboxCards.On(Installation.CityToday).Count(line => line.Replaces is not null);
        Assert.Equal(Rows(report, "Cards") - replaced, Rows(report, "HolderRecords"));
        Assert.Equal(redeemed.Json.GetRawText(), (await RedeemAsync(gateway, card, key)).Json.GetRawText());
        Assert.Equal("ALREADY_REDEEMED", (await RedeemAsync(gateway, card, MuseumGateway.NewKey())).Data("redeemBenefit", "reason").GetString());
        Assert.Equal(listed, await ListAsync(gateway));
        Assert.Equal("PostgreSqlStore", gateway.Services.GetRequiredService<Store>().GetType().Name);
    }

    [Fact]
    public async Task Killed_copy_blocks_startup_until_another_copy_completes_with_later_imports()
    {
        var cards = Exports.Cards(22_000);
        Import("first", cards.Take(21_000));
        await KillAsync("Cards");
        using (var early = TestStore.Services(folder.Data))
        {
            var refused = Assert.Throws<SettingException>(early.GetRequiredService<StorageStartup>().Prepare);
            Assert.Contains("not finished", refused.Message, StringComparison.Ordinal);
        }

        Import("second", cards.Skip(20_500));
        var result = await Executable.RunAsync("storage", "copy", "--data", folder.Data);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("Copied and compared", result.Output, StringComparison.Ordinal);
        using var copied = TestStore.Services(folder.Data);
        copied.GetRequiredService<StorageStartup>().Prepare();
        using var session = copied.GetRequiredService<ReadSessions>().Begin();
        Assert.All([cards[0], cards[20_700], cards[^1]], card =>
            Assert.Equal(new CardTerms(card.State, card.IssuedOn, card.ExpiresOn), copied.GetRequiredService<CardReader>().Read(session, card.Number).Terms));
        Assert.Equal(22_000L, TestDatabase.Rows(folder.Data, "SELECT COUNT(*) FROM HolderRecords")[0][0]);
    }

    [Theory]
    [InlineData("Cards", "UPDATE Cards SET Status = Facts WHERE Tag = (SELECT Tag FROM Cards ORDER BY Tag LIMIT 1)")]
    [InlineData("Cards", "DELETE FROM Cards WHERE Tag = (SELECT Tag FROM Cards ORDER BY Tag LIMIT 1)")]
    [InlineData("SecretChecks", "INSERT INTO SecretChecks VALUES ('Zero', '')")]
    public async Task Copy_detects_a_row_that_changed_after_it_was_copied(string table, string change)
    {
        Import("cards", Exports.Cards(21_000));
        await KillAsync("Cards");
        TestDatabase.Execute(folder.Data, change);
        var result = await Executable.RunAsync("storage", "copy", "--data", folder.Data, "--quiet");
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains($"the table {table} ", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
        using var early = TestStore.Services(folder.Data);
        Assert.Throws<SettingException>(early.GetRequiredService<StorageStartup>().Prepare);
    }

    [Fact]
    public Task Folder_without_a_database_is_rejected() => AssertRefusedAsync(folder.Data, "no SQLite database");

    [Fact]
    public async Task Copy_is_refused_during_a_gateway_an_import_a_writer_or_another_copy()
    {
        await using (var gateway = await RunningGateway.StartAsync(null, OnSqlite)) await AssertRefusedAsync(gateway.Data, "gateway is running");

        Import("cards", Exports.Cards(10));
        using (FileLock.Try(Path.Combine(folder.Data, StorageSettings.ImportLock))) await AssertRefusedAsync(folder.Data, "import is running");
        using (var writer = TestDatabase.OpenSqlite(new StorageSettings(folder.Data).DatabaseFile))
        {
            writer.Run("BEGIN IMMEDIATE");
            await AssertRefusedAsync(folder.Data, "busy");
        }
        using (var services = TestStore.Services(folder.Data))
        using (var other = services.GetRequiredService<PostgreSqlStore>().OpenBulk())
        {
            Assert.True(other.TryLockImports());
            await AssertRefusedAsync(folder.Data, "another copy");
        }
        Assert.Equal(0, Count("Cards"));
    }

    private static async Task AssertRefusedAsync(string data, string reason)
    {
        var result = await Executable.RunAsync("storage", "copy", "--data", data);
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains(reason, Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }

    // On SQLite: before the copy, the folder has no PostgreSQL database.
    private void Import(string name, IEnumerable<RegistryLine> cards)
    {
        using var services = TestStore.Services(folder.Data, OnSqlite);
        services.GetRequiredService<StorageStartup>().Prepare();
        var taken = services.GetRequiredService<CardBulkWriter>().Write(cards, cancellation: Cancellation);
        Assert.Equal(0, taken.Skipped);
    }

    // It is killed in the second transaction of the table.
    private async Task KillAsync(string table)
    {
        using (var services = TestStore.Services(folder.Data))
        {
            var store = services.GetRequiredService<Store>();
            store.PrepareAlone(context => StorageStartup.Migrate(store, context));
        }
        using var held = new HeldInserts(folder.Data, table, StoreCopy.RowsAtOnce);
        using var copy = Executable.Start("storage", "copy", "--data", folder.Data, "--quiet");
        await held.KillAsync(copy, () => Count(table) > 0);
        Assert.Equal(0, Count("Partners"));
    }

    private long Count(string table)
    {
        var exists = (bool)TestDatabase.Rows(folder.Data, $"SELECT to_regclass('\"{table}\"') IS NOT NULL")[0][0];
        return exists ? (long)TestDatabase.Rows(folder.Data, $"SELECT COUNT(*) FROM {table}")[0][0] : 0;
    }

    private static long Rows(JsonElement report, string table) =>
        report.GetProperty("tables").EnumerateArray().Single(one => one.GetProperty("table").GetString() == table).GetProperty("rows").GetInt64();

    private static Task<Answer> RedeemAsync(RunningGateway gateway, string card, string key) => gateway.QueryAsync(
        "river-museum",
        "mutation($i: RedeemBenefitInput!) { redeemBenefit(input: $i) { redeemed reason redemption { id subject redeemedAt validUntil } } }",
        new { i = new { card, purpose = "MEMBERSHIP", benefit = MuseumGateway.Benefit, idempotencyKey = key } });

    private static async Task<string> ListAsync(RunningGateway gateway) =>
        (await gateway.QueryAsync("river-museum", "{ redemptions { edges { node { id subject redeemedAt } } } }")).Json.GetRawText();
}
