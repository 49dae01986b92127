namespace PartnerApi.Storage.Tests;

/// <summary>On PostgreSQL, a lookup takes as long for a key without a row as for one with a row: it reads, sends, and copies another row.</summary>
[Trait("Store", "PostgreSql")]
public sealed class KeyedRowsTests : IDisposable
{
    private readonly TestStore store = new();

    public void Dispose() => store.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Key_without_a_row_reads_another_row_also_after_imports(bool inTransaction)
    {
        store.ImportCards(20);
        var query = new KeyedQuery("Cards", ("Tag", 32), "cards", ("Status", (int)store.Scalar("SELECT max(length(Status)) FROM Cards")));
        await FindAsync();

        // Imports of the same cards replace all rows. The lookup after each finds another place, and the next one reads it.
        for (var import = 0; import < 3; import++)
        {
            store.ImportCards(20);
            await FindAsync();
            Assert.Contains(Convert.ToHexString(await FindAsync()), store.Blobs("SELECT Status FROM Cards").Select(Convert.ToHexString));
        }

        async Task<byte[]> FindAsync()
        {
            using var session = await store.Sessions.OpenAsync(TestContext.Current.CancellationToken);
            if (inTransaction) await session.BeginAsync(TestContext.Current.CancellationToken);
            var rows = new KeyedRows(query, 1);
            await session.FindAsync(rows);
            Assert.False(rows.Exists(0));
            Assert.True(rows.Column(0, 0).IsEmpty);
            return [.. rows.Take(0, exists: false, query.RowLength)];
        }
    }
}
