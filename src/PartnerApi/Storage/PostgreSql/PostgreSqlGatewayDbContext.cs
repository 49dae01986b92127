using System.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace PartnerApi.Storage.PostgreSql;

/// <summary>
/// The tables in PostgreSQL. After a change of the model:
/// <c>rm -r src/PartnerApi/Storage/Migrations/PostgreSql &amp;&amp; dotnet tool restore &amp;&amp;
/// dotnet ef migrations add Initial --project src/PartnerApi --context PostgreSqlGatewayDbContext --output-dir Storage/Migrations/PostgreSql</c>
/// (one migration until the first release; afterwards, without the <c>rm</c>, a new one with a name of its own).
/// </summary>
internal sealed class PostgreSqlGatewayDbContext(DbContextOptions<PostgreSqlGatewayDbContext> options) : GatewayDbContext(options)
{
    /// <summary>Sets up a context; its connection is given to it when it is made.</summary>
    public static void Configure(DbContextOptionsBuilder options) => options.UseNpgsql().AddInterceptors(new LiveConnections());

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

/// <summary>Makes a context for <c>dotnet ef</c>, which needs the model only.</summary>
internal sealed class PostgreSqlDesignTimeFactory : IDesignTimeDbContextFactory<PostgreSqlGatewayDbContext>
{
    /// <inheritdoc/>
    public PostgreSqlGatewayDbContext CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<PostgreSqlGatewayDbContext>();
        PostgreSqlGatewayDbContext.Configure(options);
        return new PostgreSqlGatewayDbContext(options.Options);
    }
}
