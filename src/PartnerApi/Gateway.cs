using Microsoft.AspNetCore.Server.Kestrel.Core;
using PartnerApi.Benefits;
using PartnerApi.Cards;
using PartnerApi.Commands;
using PartnerApi.Contract;
using PartnerApi.GraphQL;
using PartnerApi.Health;
using PartnerApi.Partners;
using PartnerApi.Registry;
using PartnerApi.Sandbox;
using PartnerApi.Sealing;
using PartnerApi.Storage;
using PartnerApi.Tokens;

namespace PartnerApi;

/// <summary>The gateway as a web host: one line a feature.</summary>
internal static class Gateway
{
    private const int LargestBody = 64 * 1024;

    /// <summary>Builds the host; it is not started.</summary>
    /// <param name="urls">Addresses to listen on; null for the setting <c>urls</c>, else the default.</param>
    /// <param name="data">The data folder; null for the setting <c>Data</c>, else the default.</param>
    /// <param name="configure">Changes to the host before it is built, for tests.</param>
    public static WebApplication Build(string? urls, string? data, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = Directory.GetCurrentDirectory() });
        builder.Configuration["urls"] = urls ?? builder.Configuration["urls"] ?? TokenSettings.DefaultUrl;
        builder.Configuration[DataFolder.Setting] = DataFolder.Resolve(data, builder.Configuration);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.WebHost.UseUrls(builder.Configuration["urls"]!.Split(';'));
        builder.WebHost.ConfigureKestrel(Harden);

        // Request logging prints addresses, and an address may hold what a question must not leave behind.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning);

        builder.AddSealing();
        builder.AddStorage();
        builder.AddPartners();
        builder.AddTokens();
        builder.AddCards();
        builder.AddBenefits();
        builder.AddRegistry();
        builder.AddGraphQL();
        builder.AddHealth();
        builder.AddSandbox();
        configure?.Invoke(builder);

        var app = builder.Build();
        app.UseRequestId();
        app.MapTokens();
        app.MapGraphQL();
        app.MapHealth();
        EndpointRule.Require(app);
        return app;
    }

    private static void Harden(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = LargestBody;
    }

    /// <summary>Names each request in a response header; the same name is in the log, and in no body.</summary>
    private static void UseRequestId(this WebApplication app) => app.Use((context, next) =>
    {
        context.Response.Headers["X-Request-Id"] = context.TraceIdentifier;
        return next(context);
    });
}
