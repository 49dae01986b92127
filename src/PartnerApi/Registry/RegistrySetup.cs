namespace PartnerApi.Registry;

/// <summary>Adds the registry to a host.</summary>
internal static class RegistrySetup
{
    /// <summary>Adds <see cref="HolderReader"/>, which a partner-only process never uses.</summary>
    public static IHostApplicationBuilder AddRegistry(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<HolderReader>();
        return builder;
    }
}
