using System.Data;
using Microsoft.EntityFrameworkCore;

namespace PartnerApi.Storage.PostgreSql;

/// <summary>The tables in PostgreSQL.</summary>
public sealed class PostgreSqlGatewayDbContext(DbContextOptions<PostgreSqlGatewayDbContext> options, StoredModel model) : GatewayDbContext(options, model)
{
    /// <summary>Sets up a context; its connection is given to it when it is made.</summary>
    public static void Configure(DbContextOptionsBuilder options, StoredModel model) =>
        options.UseNpgsql(postgreSql => postgreSql.MigrationsAssembly(model.Migrations)).AddInterceptors(new LiveConnections());

    /// <inheritdoc/>
    public override IDisposable BeginRead() => Database.BeginTransaction(IsolationLevel.RepeatableRead);

    /// <summary>Texts are of any length and ordered by their bytes, as in SQLite; and no library of the system decides on the order of an index.</summary>
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
