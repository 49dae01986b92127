using PartnerApi.Core;

namespace PartnerApi.Sealing;

/// <summary>Puts the key service into a host.</summary>
public static class SealingSetup
{
    /// <summary>What a process serves; decides whether the record secret is loaded.</summary>
    [Setting]
    public const string ServeSetting = "Gateway:Serve";

    /// <summary>
    /// Adds <see cref="IKeyService"/> from the settings <c>Secrets:Lookup</c>, <c>Secrets:Facts</c> and <c>Secrets:Record</c> (each with
    /// <c>:File</c> or <c>:Value</c>). They are loaded when the service is first asked for. In the sandbox missing ones are made under DATA/keys.
    /// </summary>
    public static IHostApplicationBuilder AddSealing(this IHostApplicationBuilder builder)
    {
        var sandbox = builder.Environment.IsSandbox();
        builder.Services.AddSingleton<IKeyService>(services => Load(services.GetRequiredService<IConfiguration>(), sandbox));
        return builder;
    }

    /// <summary>Refuses a start without its secrets before anything is written. In the sandbox they are made later.</summary>
    /// <exception cref="SettingException">A secret or a setting is missing or of no use.</exception>
    public static void RequireSecrets(IHostApplicationBuilder builder)
    {
        if (!builder.Environment.IsSandbox()) Load(builder.Configuration, sandbox: false).Dispose();
    }

    /// <summary>Loads the secrets that this process needs. With <c>Gateway:Serve</c> = <c>Partners</c> nothing looks at the record secret.</summary>
    /// <exception cref="SettingException">A secret or a setting is missing or of no use.</exception>
    internal static LocalKeyService Load(IConfiguration configuration, bool sandbox)
    {
        var partnersOnly = configuration[ServeSetting] switch
        {
            null or "" or "All" => false,
            "Partners" => true,
            _ => throw new SettingException(ServeSetting, "it is All or Partners."),
        };
        var folder = Path.Combine(configuration["Data"] ?? "data", "keys");
        var lookup = SecretSource.Load(configuration, Secret.Lookup, sandbox, folder);
        var facts = SecretSource.Load(configuration, Secret.Facts, sandbox, folder);
        var record = partnersOnly ? null : SecretSource.Load(configuration, Secret.Record, sandbox, folder);
        return new LocalKeyService(lookup, facts, record);
    }
}
