using System.Data.Common;
using PartnerApi.Core;
using PartnerApi.Storage.PostgreSql;
using PartnerApi.Storage.Sqlite;

namespace PartnerApi.Storage.Copy;

/// <summary>The number of rows of a table in both databases after the copy.</summary>
public sealed record CopiedRows(string Table, long Rows);

/// <summary>The progress of a copy: copied or compared rows, of the total. Comparing follows copying.</summary>
public readonly record struct CopyProgress(bool Comparing, long Done, long Total);

/// <summary>
/// Copies the SQLite file of the data folder into an empty PostgreSQL database, row by row and unchanged: no value is opened and no secret is needed. The
/// big tables are copied first, in separate transactions, so that an interrupted copy resumes after the last one. The other tables, the comparison of
/// all rows, and the removal of the incomplete mark are one transaction. The file is not changed, and cannot be written during the copy.
/// </summary>
public sealed class StoreCopy(StorageSettings settings, SqliteStore sqlite, PostgreSqlStore postgreSql, PostgreSqlSources sources)
{
    /// <summary>The most rows in a transaction of a big table.</summary>
    public const int RowsAtOnce = 20_000;

    /// <summary>Copies all tables and blocks until it is done. After an interruption, run it again to resume.</summary>
    /// <param name="progress">Gets a report after every few thousand rows.</param>
    /// <param name="cancellation">Stops the copy between two transactions.</param>
    /// <returns>The tables with their numbers of rows.</returns>
    /// <exception cref="SettingException">The file does not exist, the target is not empty, or one of them has a newer version.</exception>
    /// <exception cref="StoreUnavailableException">A database is unavailable or locked by others.</exception>
    public IReadOnlyList<CopiedRows> Run(IProgress<CopyProgress> progress, CancellationToken cancellation)
    {
        if (!File.Exists(settings.DatabaseFile)) throw new SettingException(StorageSettings.DataSetting, "its folder has no SQLite database.");
        sqlite.PrepareAlone(context => StorageStartup.Migrate(sqlite, context));
        using var alone = FileLock.Try(Path.Combine(settings.DataFolder, StorageSettings.ImportLock))
            ?? throw new StoreUnavailableException("an import is running on this data folder", StoreTrouble.Busy);
        using var source = new CopySource(settings);
        var tables = Tables();
        var big = tables.Where(table => table.Generation is not null).ToList();

        postgreSql.CheckConnection();
        using var target = new CopyTarget(sources);
        postgreSql.PrepareAlone(context =>
        {
            StorageStartup.Migrate(postgreSql, context);
            target.Begin(context, tables, big, source.State(big.Select(table => table.Generation!).ToHashSet()));
        });
        var total = tables.Sum(table => source.Number(table.Count));
        var done = 0L;
        foreach (var table in big) Resume(table);
        target.Settle(big);
        target.Finish(() =>
        {
            foreach (var table in tables.Except(big)) Copy(table, []);
            done = 0;
            foreach (var table in tables) Compare(table);
        });
        return [.. tables.Select(table => new CopiedRows(table.Name, source.Number(table.Count)))];

        void Resume(CopiedTable table)
        {
            done += target.Number(table.Count);
            Copy(table, target.LastKey(table));
        }

        void Copy(CopiedTable table, IReadOnlyList<object> after)
        {
            using var rows = source.Read(table, after);
            int taken;
            do
            {
                cancellation.ThrowIfCancellationRequested();
                taken = target.Take(table, rows, RowsAtOnce);
                progress.Report(new CopyProgress(Comparing: false, done += taken, total));
            }
            while (taken == RowsAtOnce);
        }

        void Compare(CopiedTable table)
        {
            using var left = source.Read(table, []);
            using var right = target.Read(table);
            while (left.Read() & right.Read())
            {
                if (!Same(table, left, right)) throw Different(table);
                if (++done % RowsAtOnce > 0) continue;
                cancellation.ThrowIfCancellationRequested();
                progress.Report(new CopyProgress(Comparing: true, done, total));
            }
            left.Close();
            right.Close();
            if (source.Number(table.Count) != target.Number(table.Count)) throw Different(table);
        }
    }

    private IReadOnlyList<CopiedTable> Tables()
    {
        using var context = postgreSql.CreateContext();
        return CopiedTable.Of(context.Model);
    }

    private static bool Same(CopiedTable table, DbDataReader left, DbDataReader right)
    {
        for (var column = 0; column < left.FieldCount; column++)
        {
            var (one, other) = (table.Value(left, column), table.Value(right, column));
            if (one is byte[] bytes ? other is not byte[] others || !bytes.AsSpan().SequenceEqual(others) : !Equals(one, other)) return false;
        }
        return true;
    }

    private static SettingException Different(CopiedTable table) =>
        new(StorageSettings.PostgreSqlSetting, $"the table {table.Name} of its database differs from the source. Create a new database and copy again.");
}
