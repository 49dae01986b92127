using PartnerApi.Core;

namespace PartnerApi.Sealing;

/// <summary>Registers the key service.</summary>
public static class SealingSetup
{
    /// <summary>The audiences that a process serves: all, or only partners, which do not need the record secret.</summary>
    [Setting]
    public const string ServeSetting = "Gateway:Serve";

    /// <summary>
    /// Adds <see cref="IKeyService"/> from the settings <c>Secrets:Lookup</c>, <c>Secrets:Facts</c> and <c>Secrets:Record</c> (each with
    /// <c>:File</c> or <c>:Value</c>). They are loaded when the service is first resolved. In the sandbox, missing ones are created in DATA/keys.
    /// </summary>
    public static IHostApplicationBuilder AddSealing(this IHostApplicationBuilder builder)
    {
        var sandbox = builder.Environment.IsSandbox();
        builder.Services.AddSingleton<IKeyService>(services => Load(services.GetRequiredService<IConfiguration>(), sandbox));
        return builder;
    }

    /// <summary>Fails without the secrets, before anything is written. In the sandbox, they are created later.</summary>
    /// <exception cref="SettingException">A secret or a setting is missing or invalid.</exception>
    public static void RequireSecrets(IHostApplicationBuilder builder)
    {
        if (!builder.Environment.IsSandbox()) Load(builder.Configuration, sandbox: false).Dispose();
    }

    /// <summary>Loads the secrets that this process needs. With <c>Gateway:Serve</c> = <c>Partners</c>, the record secret is not read.</summary>
    /// <exception cref="SettingException">A secret or a setting is missing or invalid.</exception>
    internal static LocalKeyService Load(IConfiguration configuration, bool sandbox)
    {
        var partnersOnly = configuration[ServeSetting] switch
        {
            null or "" or "All" => false,
            "Partners" => true,
            _ => throw new SettingException(ServeSetting, "expected All or Partners."),
        };
        var folder = Path.Combine(configuration["Data"] ?? "data", "keys");
        var lookup = SecretSource.Load(configuration, Secret.Lookup, sandbox, folder);
        var facts = SecretSource.Load(configuration, Secret.Facts, sandbox, folder);
        var record = partnersOnly ? null : SecretSource.Load(configuration, Secret.Record, sandbox, folder);
        return new LocalKeyService(lookup, facts, record);
    }
}
