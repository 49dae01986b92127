using Microsoft.Extensions.DependencyInjection;
using PartnerApi.Partners;
using PartnerApi.Storage;

namespace PartnerApi.Tests.GraphQL;

/// <summary>A gateway that serves only partners, has no cards, and adds the fields of <see cref="ProbeQueries"/> to its schema.</summary>
[CollectionDefinition(nameof(ProbeGateway))]
public sealed class ProbeGateway : IAsyncLifetime, ICollectionFixture<ProbeGateway>
{
    /// <summary>The gateway.</summary>
    public RunningGateway Gateway { get; private set; } = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => Gateway = await RunningGateway.StartAsync(
        builder => builder.Services.AddSchemaClasses(ProbeMutations.Classes),
        ("Gateway:Serve", "Partners"),
        // Repeated outages within a minute are logged at the debug level, and the tests share the gateway.
        ("Logging:LogLevel:PartnerApi.GraphQL.Fields.OutageLog", "Debug"));

    /// <summary>Suspends or resumes a client.</summary>
    internal Task SetStatusAsync(string client, PartnerStatus status) => Gateway.Services.GetRequiredService<GatewayWriter>().WriteAsync(
        context =>
        {
            context.Set<Client>().Single(candidate => candidate.Id == client).Status = status;
            context.RaiseDirectory();
        },
        TestContext.Current.CancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await Gateway.DisposeAsync();
}
