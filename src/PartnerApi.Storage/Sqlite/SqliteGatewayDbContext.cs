using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace PartnerApi.Storage.Sqlite;

/// <summary>The tables in SQLite.</summary>
public sealed class SqliteGatewayDbContext(DbContextOptions<SqliteGatewayDbContext> options, StoredModel model) : GatewayDbContext(options, model)
{
    /// <summary>Configures a context for the database of <paramref name="settings"/>.</summary>
    public static void Configure(DbContextOptionsBuilder options, StorageSettings settings, StoredModel model) => options
        .UseSqlite(settings.ConnectionString, sqlite => sqlite.MigrationsAssembly(model.Migrations))
        .AddInterceptors(SqlitePragmas.Instance)
        .ReplaceService<IMigrationsSqlGenerator, WithoutRowIdSqlGenerator>();

    /// <inheritdoc/>
    public override IDisposable BeginRead()
    {
        // Deferred, because EF's own transactions take the write lock at once.
        Database.OpenConnection();
        var transaction = ((SqliteConnection)Database.GetDbConnection()).BeginTransaction(deferred: true);
        Database.UseTransaction(transaction);
        return transaction;
    }
}

/// <summary>Creates every table WITHOUT ROWID, because row ids would reveal the order of insertion.</summary>
internal sealed class WithoutRowIdSqlGenerator(MigrationsSqlGeneratorDependencies dependencies, IRelationalAnnotationProvider annotations)
    : SqliteMigrationsSqlGenerator(dependencies, annotations)
{
    /// <inheritdoc/>
    protected override void Generate(CreateTableOperation operation, IModel? model, MigrationCommandListBuilder builder, bool terminate = true)
    {
        base.Generate(operation, model, builder, terminate: false);
        builder.Append(" WITHOUT ROWID");
        if (!terminate) return;
        builder.AppendLine(Dependencies.SqlGenerationHelper.StatementTerminator);
        EndStatement(builder);
    }
}
