using PartnerApi.Clocks;
using PartnerApi.Core;
using PartnerApi.GraphQL;
using PartnerApi.Http;
using PartnerApi.Ledger;

namespace PartnerApi.Disclosures;

/// <summary>Registers the ledger of disclosures.</summary>
internal static class DisclosuresSetup
{
    /// <summary>Adds <see cref="DisclosureLog"/> and its dependencies.</summary>
    public static IHostApplicationBuilder AddDisclosures(this IHostApplicationBuilder builder)
    {
        builder.AddLedger();
        builder.Services.AddSingleton<CardReferences>();
        builder.Services.AddSingleton(services => EvidenceIssuer.Read(services.GetRequiredService<IConfiguration>()));
        builder.Services.AddSingleton(services => new HeadSigner(
            services.GetRequiredService<EvidenceKeys>(),
            services.GetRequiredService<CityClock>(),
            () => services.GetRequiredService<TrustedTime>().Last.IsTrusted,
            services.GetRequiredService<ILogger<HeadSigner>>()));
        builder.Services.AddSingleton<PublishedPages>();
        builder.Services.AddSingleton<LedgerAppender>();
        builder.Services.AddHostedService(services => services.GetRequiredService<LedgerAppender>());
        builder.Services.AddSingleton<DisclosureLog>();
        builder.Services.AddSingleton<IDisclosureRecorder>(services => services.GetRequiredService<DisclosureLog>());

        // After the log, so that it stops before the log.
        builder.Services.AddSingleton<RefusalCounts>();
        builder.Services.AddHostedService<RefusalRecords>();
        builder.Services.AddSingleton<IReadinessCheck, LedgerCheck>();
        builder.Services.AddSingleton(RetentionPeriod.Read(builder.Configuration));
        builder.Services.AddHostedService<DisclosureRetention>();
        builder.Services.AddSingleton<UnsettledDisclosures>();
        return builder;
    }

    /// <summary>Adds the services that read the ledger, for commands.</summary>
    public static void AddLedger(this IHostApplicationBuilder builder)
    {
        var data = DataFolder.Resolve(null, builder.Configuration);
        builder.Services.AddSingleton(new LedgerFolder(Path.Combine(data, Segment.FolderName)));
        builder.Services.AddSingleton(_ => new EvidenceKeys(data));
    }

    /// <summary>Maps the published heads and keys.</summary>
    public static void MapDisclosures(this WebApplication app)
    {
        var everybody = new EndpointRule("everybody; signed heads and public keys");
        var pages = app.Services.GetRequiredService<PublishedPages>;
        app.MapGet("/disclosures/keys", (HttpContext http) => pages().Keys(http)).WithMetadata(everybody).AllowAnyOrigin();
        app.MapGet("/disclosures/heads", (HttpContext http) => pages().Latest(http)).WithMetadata(everybody).AllowAnyOrigin();
        app.MapGet("/disclosures/heads/{day}", (HttpContext http, string day) => pages().OfDay(http, day)).WithMetadata(everybody).AllowAnyOrigin();
    }
}
