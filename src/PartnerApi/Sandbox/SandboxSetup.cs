using PartnerApi.Core;
using PartnerApi.Registry.Bulk;

namespace PartnerApi.Sandbox;

/// <summary>Puts the sandbox into a host, in the sandbox's environment and nowhere else.</summary>
internal static class SandboxSetup
{
    /// <summary>Adds the loader, which fills the data folder before the gateway listens.</summary>
    public static IHostApplicationBuilder AddSandbox(this IHostApplicationBuilder builder)
    {
        if (!builder.Environment.IsSandbox()) return builder;
        builder.Services.AddSingleton(SandboxSettings.Read(builder.Configuration));
        builder.Services.AddSingleton<CardBulkWriter>();
        builder.Services.AddHostedService<SandboxLoader>();
        return builder;
    }
}
