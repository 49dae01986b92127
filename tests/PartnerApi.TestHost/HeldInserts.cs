using System.Diagnostics;

namespace PartnerApi.TestHost;

/// <summary>Holds another process at an insert into a table, so that a test can kill it there, whatever the machine's speed.</summary>
internal sealed class HeldInserts : IDisposable
{
    private const string Held = "FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'";

    private readonly string dataFolder;
    private readonly string table;

    /// <summary>From now on, an insert of a row into the table does not end.</summary>
    /// <param name="dataFolder">The data folder of the database.</param>
    /// <param name="table">The table.</param>
    /// <param name="after">The number of rows that can be inserted before.</param>
    public HeldInserts(string dataFolder, string table, int after = 0)
    {
        (this.dataFolder, this.table) = (dataFolder, table);
        if (TestDatabase.IsPostgreSql)
        {
            TestDatabase.Run(dataFolder, $"""
                CREATE SEQUENCE inserts;
                CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS
                    'BEGIN IF nextval(''inserts'') > {after} THEN PERFORM pg_sleep_for(''1 day''); END IF; RETURN NEW; END';
                CREATE TRIGGER hold BEFORE INSERT ON "{table}" FOR EACH ROW EXECUTE FUNCTION hold();
                """);
            return;
        }
        var rows = (long)TestDatabase.Rows(dataFolder, $"SELECT count(*) FROM {table}")[0][0];
        TestDatabase.Execute(dataFolder, $"""
            CREATE VIEW "Endless" AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n;
            CREATE TRIGGER "Hold" BEFORE INSERT ON "{table}" WHEN (SELECT count(*) FROM "{table}") >= {rows + after} BEGIN SELECT * FROM "Endless"; END;
            """);
    }

    /// <summary>Waits until the process is held, and kills it. Kills it also if this fails.</summary>
    /// <param name="process">The process.</param>
    /// <param name="isCommitted">True when what comes before the insert is committed.</param>
    public async Task KillAsync(Process process, Func<bool> isCommitted)
    {
        try
        {
            await Eventually.TrueAsync(() => isCommitted() && IsHeld(), process);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    /// <summary>Lets inserts end again. PostgreSQL does not notice that the killed process is gone, so its session is ended here.</summary>
    public void Dispose()
    {
        if (TestDatabase.IsPostgreSql)
        {
            TestDatabase.Run(dataFolder, $"""
                SELECT pg_terminate_backend(pid, 30000) {Held};
                DROP TRIGGER hold ON "{table}";
                DROP FUNCTION hold;
                DROP SEQUENCE inserts;
                """);
            return;
        }
        TestDatabase.Execute(dataFolder, """DROP TRIGGER "Hold"; DROP VIEW "Endless";""");
    }

    // A server continues for a moment after its client was killed, and must not commit. SQLite runs in the killed process.
    private bool IsHeld() => !TestDatabase.IsPostgreSql || TestDatabase.Rows(dataFolder, $"SELECT pid {Held}").Count > 0;
}
