using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace PartnerApi.Storage.Sqlite;

/// <summary>
/// The tables in SQLite. After a change of the model:
/// <c>rm -r src/PartnerApi/Storage/Migrations/Sqlite &amp;&amp; dotnet tool restore &amp;&amp;
/// dotnet ef migrations add Initial --project src/PartnerApi --context SqliteGatewayDbContext --output-dir Storage/Migrations/Sqlite</c>
/// (one migration until the first release; afterwards, without the <c>rm</c>, a new one with a name of its own).
/// </summary>
internal sealed class SqliteGatewayDbContext(DbContextOptions<SqliteGatewayDbContext> options) : GatewayDbContext(options)
{
    /// <summary>Sets up a context for the database of <paramref name="settings"/>.</summary>
    public static void Configure(DbContextOptionsBuilder options, StorageSettings settings) => options
        .UseSqlite(settings.ConnectionString)
        .AddInterceptors(SqlitePragmas.Instance)
        .ReplaceService<IMigrationsSqlGenerator, WithoutRowIdSqlGenerator>();

    /// <inheritdoc/>
    public override IDisposable BeginRead()
    {
        // Deferred: what EF begins takes the writer's lock at once.
        Database.OpenConnection();
        var transaction = ((SqliteConnection)Database.GetDbConnection()).BeginTransaction(deferred: true);
        Database.UseTransaction(transaction);
        return transaction;
    }
}

/// <summary>Makes every table WITHOUT ROWID: a row id would tell in which order rows were written.</summary>
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

/// <summary>Makes a context for <c>dotnet ef</c>, which needs the model only.</summary>
internal sealed class SqliteDesignTimeFactory : IDesignTimeDbContextFactory<SqliteGatewayDbContext>
{
    /// <inheritdoc/>
    public SqliteGatewayDbContext CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<SqliteGatewayDbContext>();
        SqliteGatewayDbContext.Configure(options, new StorageSettings(Path.GetTempPath()));
        return new SqliteGatewayDbContext(options.Options);
    }
}
