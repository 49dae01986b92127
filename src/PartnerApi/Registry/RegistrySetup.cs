using PartnerApi.Registry.Bulk;

namespace PartnerApi.Registry;

/// <summary>Puts the holders' records into a host.</summary>
internal static class RegistrySetup
{
    /// <summary>Adds <see cref="HolderReader"/> and <see cref="CardBulkWriter"/>. A process for partners alone never makes one.</summary>
    public static IHostApplicationBuilder AddRegistry(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<HolderReader>();
        builder.Services.AddSingleton<CardBulkWriter>();
        return builder;
    }
}
