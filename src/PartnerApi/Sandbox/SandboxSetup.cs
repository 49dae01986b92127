using OpenIddict.Server;
using PartnerApi.Core;
using PartnerApi.GraphQL;
using PartnerApi.Requests;

namespace PartnerApi.Sandbox;

/// <summary>Adds the sandbox to a host if it runs in the sandbox environment, and keeps its published credentials out of every other host.</summary>
internal static class SandboxSetup
{
    /// <summary>
    /// Adds the loader, which fills the data folder before the gateway listens, and the client with fewer scopes; or the checks that no credentials of a
    /// sandbox are valid outside of it.
    /// </summary>
    public static IHostApplicationBuilder AddSandbox(this IHostApplicationBuilder builder)
    {
        builder.RefuseSandboxCredentials();
        if (!builder.Environment.IsSandbox())
        {
            builder.Services.AddHostedService<SandboxCredentialsCheck>();
            return builder;
        }
        builder.Services.AddSingleton(SandboxSettings.Read(builder.Configuration));
        builder.Services.AddHostedService<SandboxLoader>();
        builder.Services.AddSingleton<SandboxScopes>();
        builder.Services.Configure<OpenIddictServerOptions>(options => options.Handlers.Add(SandboxScopes.Descriptor));
        return builder;
    }

    /// <summary>Refuses the sandbox's secrets and keys, which are published, for clients outside of a sandbox.</summary>
    public static void RefuseSandboxCredentials(this IHostApplicationBuilder builder)
    {
        if (!builder.Environment.IsSandbox()) builder.Services.AddSingleton(SandboxPartners.PublishedCredentials);
    }

    /// <summary>Replaces the admission and the recorder with those that rehearse failures. Call it after both are added.</summary>
    public static void AddRehearsals(this IHostApplicationBuilder builder)
    {
        if (!builder.Environment.IsSandbox()) return;
        builder.Services.AddSingleton<Rehearsals>();
        builder.Services.AddSingleton<RequestAdmission>();
        builder.Services.AddSingleton<IRequestAdmission, RehearsedAdmission>();
        builder.Services.AddSingleton<IDisclosureRecorder, RehearsedRecorder>();
    }
}
