namespace PartnerApi.Registry.Bulk;

/// <summary>Adds the import of registry exports to a host.</summary>
internal static class ImportSetup
{
    /// <summary>Adds <see cref="CardBulkWriter"/>, which a partner-only process never uses, and the cleanup after killed imports.</summary>
    public static IHostApplicationBuilder AddImport(this IHostApplicationBuilder builder)
    {
        builder.Services.AddHostedService<ImportLeftovers>();
        builder.Services.AddSingleton(services => ImportSettings.Read(services.GetRequiredService<IConfiguration>()));
        builder.Services.AddSingleton<CardBulkWriter>();
        return builder;
    }
}
