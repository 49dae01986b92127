using PartnerApi.GraphQL;
using PartnerApi.GraphQL.Setup;
using PartnerApi.Policy;
using PartnerApi.Sealing;
using PartnerApi.Site;
using PartnerApi.Storage.Setup;
namespace PartnerApi.Requests;

/// <summary>Adds the steps that every request repeats.</summary>
internal static class RequestsSetup
{
    /// <summary>Adds request admission, and the services that the engine requires from the host.</summary>
    public static IHostApplicationBuilder AddRequests(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IRequestAdmission, RequestAdmission>();
        builder.Services.AddSingleton<CallerGate>();
        builder.Services.AddSingleton<StoreFailureFinder>(StoreFailures.Find);
        builder.Services.AddSingleton<IBrowserPage, FirstRequestRedirect>();
        return builder;
    }

    /// <summary>Adds the schemas of the features. A process without the record secret serves no staff.</summary>
    public static void AddGatewaySchemas(this IHostApplicationBuilder builder) => builder.AddSchemas(
        typeof(RequestsSetup).Assembly,
        services => [.. Audiences.All.Where(audience => !audience.IsStaff || services.GetRequiredService<IKeyService>().Holds(Secret.Record))]);
}
