using PartnerApi.Registry.Bulk;

namespace PartnerApi.Registry;

/// <summary>Adds the registry to a host.</summary>
internal static class RegistrySetup
{
    /// <summary>
    /// Adds <see cref="HolderReader"/> and <see cref="CardBulkWriter"/>, which a partner-only process never uses, and cleans up after killed imports.
    /// </summary>
    public static IHostApplicationBuilder AddRegistry(this IHostApplicationBuilder builder)
    {
        builder.Services.AddHostedService<ImportLeftovers>();
        builder.Services.AddSingleton<HolderReader>();
        builder.Services.AddSingleton(services => ImportSettings.Read(services.GetRequiredService<IConfiguration>()));
        builder.Services.AddSingleton<CardBulkWriter>();
        return builder;
    }
}
