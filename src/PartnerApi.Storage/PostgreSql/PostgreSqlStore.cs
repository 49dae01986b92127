using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using PartnerApi.Core;

namespace PartnerApi.Storage.PostgreSql;

/// <summary>The database in PostgreSQL.</summary>
public sealed class PostgreSqlStore : Store, IDisposable
{
    // Npgsql's synchronous reads block a thread while they wait for the server, and the thread pool would add threads only one at a time.
    private const int MinThreads = 128;

    private readonly PostgreSqlSources sources;
    private readonly IDbContextFactory<PostgreSqlGatewayDbContext> contexts;
    private readonly StoredModel model;
    private readonly PostgreSqlLookups lookups;
    private readonly Lock gate = new();
    private StoreConnection? idle;
    private bool isDisposed;

    /// <summary>Creates the store, which connects at its first use.</summary>
    public PostgreSqlStore(PostgreSqlSources sources, IDbContextFactory<PostgreSqlGatewayDbContext> contexts, StoredModel model)
    {
        (this.sources, this.contexts, this.model, lookups) = (sources, contexts, model, new PostgreSqlLookups(sources));
        ThreadPool.GetMinThreads(out var workers, out var ports);
        ThreadPool.SetMinThreads(Math.Max(workers, MinThreads), ports);
    }

    /// <inheritdoc/>
    protected override StoreUnavailableException? Recognize(Exception error) => PostgreSqlTrouble.Find(error);

    /// <inheritdoc/>
    public override string Setting => StorageSettings.PostgreSqlSetting;

    /// <inheritdoc/>
    public override StoreConnection OpenRead() => PostgreSqlStoreConnection.ForReading(sources);

    /// <summary>
    /// Reuses one connection, because opening a session takes the server longer than a short read. It can have lost its server, also without an error until a
    /// timeout. Then a new connection decides.
    /// </summary>
    protected override StoreConnection BeginRead()
    {
        try
        {
            if (TakeIdle() is { } connection) return Begin(connection);
        }
        catch (StoreUnavailableException)
        {
            // The new connection reports the same trouble, if it is the server's.
        }
        return Begin(OpenRead());
    }

    /// <inheritdoc/>
    protected override void EndRead(StoreConnection connection)
    {
        lock (gate)
        {
            if (isDisposed || idle is not null) connection.Dispose();
            else idle = connection;
        }
    }

    /// <inheritdoc/>
    internal override SharedLookups Shared => lookups;

    /// <inheritdoc/>
    public override GatewayDbContext CreateContext()
    {
        var context = contexts.CreateDbContext();
        context.Database.SetDbConnection(sources.Pooled.CreateConnection(), contextOwnsConnection: true);
        return context;
    }

    /// <inheritdoc/>
    public override T Write<T>(Func<GatewayDbContext, T> change)
    {
        var (context, transaction) = Begin();
        using (context)
        using (transaction)
        {
            var result = change(context);
            context.SaveChanges();
            Commit(transaction);
            return result;
        }
    }

    /// <inheritdoc/>
    public override StoreConnection OpenWrite() => PostgreSqlStoreConnection.ForWriting(sources);

    /// <inheritdoc/>
    public override BulkConnection OpenBulk() => new PostgreSqlBulkConnection(sources);

    /// <inheritdoc/>
    public override IReadOnlyList<string> KnownMigrations => model.MigrationsOf(typeof(PostgreSqlGatewayDbContext));

    /// <inheritdoc/>
    public override void CheckConnection()
    {
        PostgreSqlPoolers.Check(sources);
        PostgreSqlCalls.Guard(() =>
        {
            // As on a standby.
            using var isReadOnly = sources.Pooled.CreateCommand("SELECT current_setting('transaction_read_only') = 'on'");
            if (isReadOnly.ExecuteScalar() is true) throw new StoreUnavailableException("it is read-only", StoreTrouble.ReadOnly);
        });
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> AppliedMigrations()
    {
        var ids = new List<string>();
        PostgreSqlCalls.Guard(() =>
        {
            using var connection = sources.Pooled.OpenConnection();
            using var exists = new NpgsqlCommand($"SELECT to_regclass('\"{HistoryRepository.DefaultTableName}\"') IS NOT NULL", connection);
            if (exists.ExecuteScalar() is not true) return;
            using var applied = new NpgsqlCommand(AppliedSql, connection);
            using var reader = applied.ExecuteReader();
            while (reader.Read()) ids.Add(reader.GetString(0));
        });
        return ids;
    }

    /// <inheritdoc/>
    public override void PrepareAlone(Action<GatewayDbContext> work)
    {
        using var alone = new PostgreSqlBulkConnection(sources);
        alone.Execute($"SET lock_timeout = '30s'; SELECT pg_advisory_lock({PostgreSqlLocks.Preparation})");
        using var context = CreateContext();
        context.Database.SetCommandTimeout(TimeSpan.FromMinutes(10));

        // EF would query this table and log an error if it does not exist, at every first start.
        context.GetService<IHistoryRepository>().CreateIfNotExists();
        work(context);
    }

    /// <inheritdoc/>
    public override void Migrate(GatewayDbContext context) => context.Database.Migrate();

    /// <summary>Closes the connections of the shared lookups and of short reads.</summary>
    public void Dispose()
    {
        lookups.Dispose();
        lock (gate) isDisposed = true;
        TakeIdle()?.Dispose();
    }

    private StoreConnection? TakeIdle()
    {
        lock (gate)
        {
            var connection = idle;
            idle = null;
            return connection;
        }
    }

    private (GatewayDbContext Context, IDbContextTransaction Transaction) Begin()
    {
        var context = CreateContext();
        try
        {
            var transaction = context.Database.BeginTransaction();
            context.Database.ExecuteSqlRaw(PostgreSqlLocks.TakeWriter);
            return (context, transaction);
        }
        catch
        {
            context.Dispose();
            throw;
        }
    }

    private static void Commit(IDbContextTransaction transaction)
    {
        try
        {
            transaction.Commit();
        }
        catch (Exception error) when (PostgreSqlTrouble.FindInCommit(error) is { } typed)
        {
            throw typed;
        }
    }
}
