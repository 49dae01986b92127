using Microsoft.AspNetCore.Server.Kestrel.Core;
using PartnerApi.Benefits;
using PartnerApi.Cards;
using PartnerApi.Clocks;
using PartnerApi.Core;
using PartnerApi.Disclosures;
using PartnerApi.Explorer;
using PartnerApi.GraphQL.Setup;
using PartnerApi.Health;
using PartnerApi.Hosting;
using PartnerApi.Http;
using PartnerApi.Http.Pages;
using PartnerApi.Identity;
using PartnerApi.Identity.Setup;
using PartnerApi.Migrations;
using PartnerApi.Partners;
using PartnerApi.Quotas;
using PartnerApi.Redemptions;
using PartnerApi.Registry;
using PartnerApi.Registry.Bulk;
using PartnerApi.Requests;
using PartnerApi.Sandbox;
using PartnerApi.Sealing;
using PartnerApi.Site;
using PartnerApi.Statistics;
using PartnerApi.Statistics.Pages;

namespace PartnerApi;

/// <summary>The gateway as a web host, with one line for each feature.</summary>
internal static class Gateway
{
    // The limit of the token endpoint. GraphQL requests have their own limit.
    private const int LargestForm = 64 * 1024;

    // A proxy that does not accept a bare LF as a line terminator would see other requests than this server (RFC 9112, section 2.2).
    private const string StrictLines = "Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators";

    /// <summary>Builds the host without starting it.</summary>
    /// <param name="urls">Addresses to listen on; null for the setting <c>urls</c> or the default.</param>
    /// <param name="data">The data folder; null for the setting <c>Data</c> or the default.</param>
    /// <param name="configure">Changes to the host before it is built, for tests.</param>
    /// <param name="settings">Settings that override all others, for tests.</param>
    /// <param name="environment">An environment other than the process's, for tests.</param>
    public static WebApplication Build(
        string? urls,
        string? data,
        Action<WebApplicationBuilder>? configure = null,
        IReadOnlyDictionary<string, string?>? settings = null,
        string? environment = null)
    {
        AppContext.SetSwitch(StrictLines, true);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ContentRootPath = Directory.GetCurrentDirectory(),
            EnvironmentName = environment ?? SandboxMode.EnvironmentName,

            // Settings are read once, at start. Watching their files would watch every folder below, including the ledger's.
            Args = ["--hostBuilder:reloadConfigOnChange=false"],
        });
        builder.Configuration.AddInMemoryCollection(settings ?? new Dictionary<string, string?>());
        KnownSettings.Require(builder.Configuration);
        var addresses = ListenAddresses.Resolve(urls, builder.Configuration);
        ListenAddresses.RequireCertificate(addresses, builder.Configuration);
        builder.Configuration[ListenAddresses.Setting] = string.Join(';', addresses);
        var folder = DataFolder.Resolve(data, builder.Configuration);
        builder.Configuration[DataFolder.Setting] = folder;
        builder.Services.AddSingleton(TimeProvider.System);
        builder.WebHost.UseUrls(addresses);
        var http = HttpSettings.Read(builder.Configuration.GetSection("Http"));
        builder.WebHost.ConfigureKestrel(kestrel => Harden(kestrel, http));

        builder.AddGatewayLogging();
        builder.AddRequestEdge();
        builder.AddFeatures();
        builder.AddGatewaySchemas();
        builder.AddGraphQL();
        builder.AddSandbox();

        // These checks can stop the start. They run before anything is written.
        SealingSetup.RequireSecrets(builder);
        TrustedProxies.Read(builder.Configuration);
        var tokens = TokenSettings.Read(builder.Configuration);
        ListenAddresses.RequireFree(addresses);
        DataFolder.Create(folder);
        builder.AddTokens(tokens);
        builder.AddRequests();
        builder.AddRehearsals();
        builder.AddSite();
        builder.AddExplorer();
        if (!tokens.IsExternal) builder.AddStatisticsPages();
        builder.AddHealth();
        configure?.Invoke(builder);

        var app = builder.Build();
        app.UseTrustedProxies();
        app.UseRequestEdge();
        app.MapTokens();
        app.MapGraphQL();
        app.MapDisclosures();
        app.MapStatistics();
        app.MapHealth();
        app.MapSite(tokens);
        app.MapExplorer(tokens);
        if (!tokens.IsExternal) app.MapStatisticsPages(app.Services.GetRequiredService<PageFrame>(), tokens.Issuer);
        EndpointRule.Require(app);
        return app;
    }

    /// <summary>Adds the services behind the schema's fields: the features in order of dependency.</summary>
    public static void AddFeatures(this IHostApplicationBuilder builder)
    {
        builder.AddSealing();
        builder.AddGatewayStorage();
        builder.AddPartners();
        builder.AddClocks();
        builder.AddDisclosures();
        builder.AddQuotas();
        builder.AddCards();
        builder.AddBenefits();
        builder.AddRedemptions();
        builder.AddStatistics();
        builder.AddRegistry();
        builder.AddImport();
    }

    private static void Harden(KestrelServerOptions kestrel, HttpSettings http)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = LargestForm;
        kestrel.Limits.MinRequestBodyDataRate = http.BodyRate;
    }
}
