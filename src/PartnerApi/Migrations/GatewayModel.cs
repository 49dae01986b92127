using PartnerApi.Identity.Credentials;
using PartnerApi.Partners;
using PartnerApi.Storage;
using PartnerApi.Storage.Setup;

namespace PartnerApi.Migrations;

/// <summary>The tables of all features together, and the migrations that create them.</summary>
internal static class GatewayModel
{
    /// <summary>Every assembly with tables.</summary>
    public static StoredModel Tables { get; } = new(
        migrations: typeof(GatewayModel).Assembly, typeof(GatewayModel).Assembly, typeof(Partner).Assembly, typeof(Account).Assembly);

    /// <summary>Adds the database with the tables of all features.</summary>
    public static IHostApplicationBuilder AddGatewayStorage(this IHostApplicationBuilder builder) => builder.AddStorage(Tables);
}
