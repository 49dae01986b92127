using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using PartnerApi.Storage;
using PartnerApi.Storage.PostgreSql;
using PartnerApi.Storage.Sqlite;

namespace PartnerApi.Migrations;

/// <summary>Creates the SQLite context for <c>dotnet ef</c>, which needs the model only.</summary>
internal sealed class SqliteDesignTimeFactory : IDesignTimeDbContextFactory<SqliteGatewayDbContext>
{
    /// <inheritdoc/>
    public SqliteGatewayDbContext CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<SqliteGatewayDbContext>();
        SqliteGatewayDbContext.Configure(options, new StorageSettings(Path.GetTempPath()), GatewayModel.Tables);
        return new SqliteGatewayDbContext(options.Options, GatewayModel.Tables);
    }
}

/// <summary>Creates the PostgreSQL context for <c>dotnet ef</c>, which needs the model only.</summary>
internal sealed class PostgreSqlDesignTimeFactory : IDesignTimeDbContextFactory<PostgreSqlGatewayDbContext>
{
    /// <inheritdoc/>
    public PostgreSqlGatewayDbContext CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<PostgreSqlGatewayDbContext>();
        PostgreSqlGatewayDbContext.Configure(options, GatewayModel.Tables);
        return new PostgreSqlGatewayDbContext(options.Options, GatewayModel.Tables);
    }
}
