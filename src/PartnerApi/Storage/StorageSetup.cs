using Microsoft.EntityFrameworkCore;
using PartnerApi.Sealing;

namespace PartnerApi.Storage;

/// <summary>Puts the database into a host.</summary>
internal static class StorageSetup
{
    /// <summary>
    /// Adds <see cref="ReadSessions"/>, <see cref="GatewayWriter"/>, <see cref="GatewayDbContext"/> (scoped, or by its factory) and
    /// <see cref="StorageStartup"/>, which a web host runs before it listens and a command runs itself. Setting: <c>Data</c>.
    /// </summary>
    public static IHostApplicationBuilder AddStorage(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(provider => Settings(provider.GetRequiredService<IConfiguration>()));
        services.AddDbContextFactory<SqliteGatewayDbContext>(
            (provider, options) => SqliteGatewayDbContext.Configure(options, provider.GetRequiredService<StorageSettings>()));
        services.AddSingleton<IDbContextFactory<GatewayDbContext>, GatewayDbContextFactory>();
        services.AddScoped(provider => provider.GetRequiredService<IDbContextFactory<GatewayDbContext>>().CreateDbContext());
        services.AddSingleton<ReadSessions>();
        services.AddSingleton<GatewayWriter>();
        services.AddSingleton<StorageStartup>();
        services.AddHostedService(provider => provider.GetRequiredService<StorageStartup>());

        // EF tells every statement at the level of information.
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning);
        return builder;
    }

    private static StorageSettings Settings(IConfiguration configuration)
    {
        var folder = configuration[StorageSettings.DataSetting];
        return string.IsNullOrWhiteSpace(folder)
            ? throw new SettingException(StorageSettings.DataSetting, "it is required; it names the folder of the database.")
            : new StorageSettings(Path.GetFullPath(folder));
    }

    /// <summary>Gives the provider's context to those who need not know the provider.</summary>
    private sealed class GatewayDbContextFactory(IDbContextFactory<SqliteGatewayDbContext> contexts) : IDbContextFactory<GatewayDbContext>
    {
        public GatewayDbContext CreateDbContext() => contexts.CreateDbContext();
    }
}
