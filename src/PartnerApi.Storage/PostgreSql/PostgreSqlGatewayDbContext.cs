using System.Data;
using Microsoft.EntityFrameworkCore;

namespace PartnerApi.Storage.PostgreSql;

/// <summary>The tables in PostgreSQL.</summary>
public sealed class PostgreSqlGatewayDbContext(DbContextOptions<PostgreSqlGatewayDbContext> options, StoredModel model) : GatewayDbContext(options, model)
{
    /// <summary>Configures a context, which gets its connection when it is created.</summary>
    public static void Configure(DbContextOptionsBuilder options, StoredModel model) =>
        options.UseNpgsql(postgreSql => postgreSql.MigrationsAssembly(model.Migrations)).AddInterceptors(new LiveConnections());

    /// <inheritdoc/>
    public override IDisposable BeginRead() => Database.BeginTransaction(IsolationLevel.RepeatableRead);

    /// <summary>Texts have any length and are ordered by their bytes, as in SQLite, so that the order of an index does not depend on a system library.</summary>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()))
        {
            if ((property.GetProviderClrType() ?? property.ClrType) != typeof(string) && property.GetValueConverter()?.ProviderClrType != typeof(string)) continue;
            property.SetColumnType("text");
            property.SetCollation("C");
        }
    }
}
