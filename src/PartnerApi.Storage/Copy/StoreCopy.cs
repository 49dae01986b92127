using System.Data.Common;
using PartnerApi.Core;
using PartnerApi.Storage.PostgreSql;
using PartnerApi.Storage.Sqlite;

namespace PartnerApi.Storage.Copy;

/// <summary>How many rows a table had in both databases at the end.</summary>
public sealed record CopiedRows(string Table, long Rows);

/// <summary>How far a copy has come: so many rows of so many. Comparing follows copying.</summary>
public readonly record struct CopyProgress(bool Comparing, long Done, long Total);

/// <summary>
/// Copies the SQLite file of the data folder into an empty PostgreSQL database, row by row as it is: nothing is opened, no secret is needed. The
/// big tables go first, in transactions of their own, and a copy that was interrupted goes on behind the last of them; the others, the comparison of
/// every row and the row that lets a gateway start are one transaction. The file stays as it is, and cannot be written meanwhile.
/// </summary>
public sealed class StoreCopy(StorageSettings settings, SqliteStore sqlite, PostgreSqlStore postgreSql, PostgreSqlSources sources)
{
    private const int RowsAtOnce = 20_000;

    /// <summary>Copies; blocks until all is done. Run again after an interruption, it goes on.</summary>
    /// <param name="progress">Told after every few thousand rows.</param>
    /// <param name="cancellation">Ends it between two transactions.</param>
    /// <returns>The tables with their rows.</returns>
    /// <exception cref="SettingException">There is no file, the target is not empty, or one of them is of a newer version.</exception>
    /// <exception cref="StoreUnavailableException">A database cannot be used, or is held by others.</exception>
    public IReadOnlyList<CopiedRows> Run(IProgress<CopyProgress> progress, CancellationToken cancellation)
    {
        if (!File.Exists(settings.DatabaseFile)) throw new SettingException(StorageSettings.DataSetting, "there is no SQLite database in its folder.");
        sqlite.PrepareAlone(context => StorageStartup.Migrate(sqlite, context));
        using var alone = FileLock.Try(Path.Combine(settings.DataFolder, StorageSettings.ImportLock))
            ?? throw new StoreUnavailableException("an import is running on this data folder", StoreTrouble.Busy);
        using var source = new CopySource(settings);
        var tables = Tables();
        var big = tables.Where(table => table.Generation is not null).ToList();

        using var target = new CopyTarget(sources);
        postgreSql.PrepareAlone(context =>
        {
            StorageStartup.Migrate(postgreSql, context);
            target.Begin(context, tables, big, source.State(big.Select(table => table.Generation!).ToHashSet()));
        });
        var total = tables.Sum(table => source.Number(table.Count));
        var done = 0L;
        foreach (var table in big) CopyOn(table);
        target.Settle(big);
        target.Finish(() =>
        {
            foreach (var table in tables.Except(big)) Copy(table, []);
            done = 0;
            foreach (var table in tables) Compare(table);
        });
        return [.. tables.Select(table => new CopiedRows(table.Name, source.Number(table.Count)))];

        void CopyOn(CopiedTable table)
        {
            done += target.Number(table.Count);
            Copy(table, target.LastKey(table));
        }

        void Copy(CopiedTable table, IReadOnlyList<object> behind)
        {
            using var rows = source.Read(table, behind);
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
            using var here = source.Read(table, []);
            using var there = target.Read(table);
            while (here.Read() & there.Read())
            {
                if (!Same(table, here, there)) throw Different(table);
                if (++done % RowsAtOnce > 0) continue;
                cancellation.ThrowIfCancellationRequested();
                progress.Report(new CopyProgress(Comparing: true, done, total));
            }
            here.Close();
            there.Close();
            if (source.Number(table.Count) != target.Number(table.Count)) throw Different(table);
        }
    }

    private IReadOnlyList<CopiedTable> Tables()
    {
        using var context = postgreSql.CreateContext();
        return CopiedTable.Of(context.Model);
    }

    private static bool Same(CopiedTable table, DbDataReader here, DbDataReader there)
    {
        for (var column = 0; column < here.FieldCount; column++)
        {
            var (one, other) = (table.Value(here, column), table.Value(there, column));
            if (one is byte[] bytes ? other is not byte[] others || !bytes.AsSpan().SequenceEqual(others) : !Equals(one, other)) return false;
        }
        return true;
    }

    private static SettingException Different(CopiedTable table) =>
        new(StorageSettings.PostgreSqlSetting, $"the table {table.Name} of its database is not as it was copied; make the database anew and copy again.");
}
