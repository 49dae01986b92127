using System.Text;
using Microsoft.Extensions.DependencyInjection;
using PartnerApi.Commands;
using PartnerApi.Commands.Registry;
using PartnerApi.Core;
using PartnerApi.Registry;
using PartnerApi.Storage;
using PartnerApi.Storage.PostgreSql;

namespace PartnerApi.Tests.Registry;

/// <summary>Imports into a PostgreSQL database while another host imports, or while the connection breaks during the commit.</summary>
[Trait("Store", "PostgreSql")]
public sealed class PostgresImportTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly List<RegistryLine> cards = Exports.Cards(100);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Import_is_rejected_while_another_host_imports()
    {
        using var imported = new ImportedCards(folder.Data);
        var export = folder.Write("all.csv", Exports.Text(cards));
        using (var services = TestStore.Services(folder.Data))
        using (var elsewhere = services.GetRequiredService<PostgreSqlStore>().OpenBulk())
        {
            Assert.True(elsewhere.TryLockImports());
            var refused = await Executable.RunAsync("cards", "import", export, "--data", folder.Data, "--quiet");
            Assert.Equal((1, ""), (refused.ExitCode, refused.Output));
            Assert.Equal(
                "The database is not available: another import is running on this database. Nothing was imported.", Assert.Single(refused.ErrorLines));
            Assert.Null(imported.Find(cards[0].Number));
        }
        var taken = await Executable.RunAsync("cards", "import", export, "--data", folder.Data, "--quiet");
        Assert.Equal((0, ""), (taken.ExitCode, taken.Error));
        Assert.Equal(cards, cards.Select(card => imported.Find(card.Number)));
    }

    [Fact]
    public async Task Import_with_an_unknown_commit_outcome_can_be_repeated_without_counting_cards_twice()
    {
        using var imported = new ImportedCards(folder.Data);
        using var network = new CommitBreaker(TestDatabase.Server.Port, before: "INSERT INTO \"EnrollmentCounters\"");
        await using var services = CommandHost.Build(folder.Data, builder =>
        {
            builder.Configuration[StorageSettings.PostgreSqlSetting] = TestDatabase.ConnectionString(folder.Data)!
                .Replace($"Port={TestDatabase.Server.Port}", $"Port={network.Port}", StringComparison.Ordinal);
            ImportCardsCommand.AddTo(builder);
        });

        network.Arm();
        var refused = Assert.Throws<RefusedException>(Import);
        Assert.EndsWith("the outcome is unknown. Import the file again. Repeating an import is safe.", refused.Message, StringComparison.Ordinal);
        Assert.True(network.IsSpent);
        Assert.Equal((imported.Countable(cards), cards[0]), (imported.Counted(), imported.Find(cards[0].Number)));

        var again = Import();
        Assert.Equal((0, cards.Count), (again.Added, again.Updated));
        Assert.Equal(imported.Countable(cards), imported.Counted());

        ImportSummary Import()
        {
            using var input = new MemoryStream(Encoding.UTF8.GetBytes(Exports.Text(cards)));
            return new RegistryImport(services, new ImportRequest { Path = CommandFiles.StandardStream }, input).Run(new SilentProgress(), TestContext.Current.CancellationToken);
        }
    }
}
