using Microsoft.EntityFrameworkCore;
using PartnerApi.Core;
using PartnerApi.Storage.Copy;
using PartnerApi.Storage.PostgreSql;
using PartnerApi.Storage.Sqlite;

namespace PartnerApi.Storage.Setup;

/// <summary>Registers the database.</summary>
public static class StorageSetup
{
    /// <summary>
    /// Adds <see cref="ReadSessions"/>, <see cref="GatewayWriter"/>, <see cref="GatewayDbContext"/> (scoped, or by its factory) and
    /// <see cref="StorageStartup"/>, which a web host runs before it listens and commands call directly. Settings: <c>Data</c> and <c>Storage:PostgreSql</c>.
    /// </summary>
    /// <param name="builder">The host, or the builder of a command.</param>
    /// <param name="model">The tables and their migrations.</param>
    public static IHostApplicationBuilder AddStorage(this IHostApplicationBuilder builder, StoredModel model)
    {
        var services = builder.Services;
        if (PostgreSql(builder.Configuration) is { } connection) PostgreSqlSources.Check(connection);
        services.AddSingleton(model);
        services.AddSingleton(provider => Settings(provider.GetRequiredService<IConfiguration>()));
        services.AddDbContextFactory<SqliteGatewayDbContext>(
            (provider, options) => SqliteGatewayDbContext.Configure(options, provider.GetRequiredService<StorageSettings>(), model));
        services.AddDbContextFactory<PostgreSqlGatewayDbContext>(options => PostgreSqlGatewayDbContext.Configure(options, model));
        services.AddSingleton(provider => new PostgreSqlSources(PostgreSql(provider.GetRequiredService<IConfiguration>())!));
        services.AddSingleton<SqliteStore>();
        services.AddSingleton<PostgreSqlStore>();
        services.AddSingleton<StoreCopy>();
        services.AddSingleton<Store>(provider => PostgreSql(provider.GetRequiredService<IConfiguration>()) is null
            ? provider.GetRequiredService<SqliteStore>()
            : provider.GetRequiredService<PostgreSqlStore>());
        services.AddSingleton<IDbContextFactory<GatewayDbContext>, GatewayDbContextFactory>();
        services.AddScoped(provider => provider.GetRequiredService<Store>().CreateContext());
        services.AddSingleton<ReadSessions>();
        services.AddSingleton<GatewayWriter>();
        services.AddHostedService(provider => provider.GetRequiredService<GatewayWriter>());
        services.AddSingleton<StorageStartup>();
        services.AddHostedService(provider => provider.GetRequiredService<StorageStartup>());
        services.AddHostedService<WalTrimming>();

        // EF logs every statement at the information level.
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning);
        return builder;
    }

    private static StorageSettings Settings(IConfiguration configuration)
    {
        var folder = configuration[StorageSettings.DataSetting];
        return string.IsNullOrWhiteSpace(folder)
            ? throw new SettingException(StorageSettings.DataSetting, "it is required. Set it to the folder of the database.")
            : new StorageSettings(Path.GetFullPath(folder));
    }

    private static string? PostgreSql(IConfiguration configuration) =>
        configuration[StorageSettings.PostgreSqlSetting] is { } value && !string.IsNullOrWhiteSpace(value) ? value : null;

    /// <summary>Creates the provider's context for callers that do not depend on the provider.</summary>
    private sealed class GatewayDbContextFactory(Store store) : IDbContextFactory<GatewayDbContext>
    {
        public GatewayDbContext CreateDbContext() => store.CreateContext();
    }
}
