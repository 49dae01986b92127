using PartnerApi.GraphQL.Declarations;
using PartnerApi.GraphQL.Documents;
using PartnerApi.GraphQL.Engine;
using PartnerApi.GraphQL.Http;
using PartnerApi.Http;

namespace PartnerApi.GraphQL;

/// <summary>The classes whose attributes declare the schema.</summary>
internal sealed record SchemaClasses(IReadOnlyCollection<Type> Classes);

/// <summary>Adds the GraphQL endpoint to a host.</summary>
internal static class GraphQLSetup
{
    /// <summary>The endpoint's path.</summary>
    public const string Path = "/graphql";

    /// <summary>Adds the endpoint's services. Setting: <c>Limits</c>, see <see cref="DocumentLimits"/>.</summary>
    public static IHostApplicationBuilder AddGraphQL(this IHostApplicationBuilder builder)
    {
        builder.AddSchemas();
        builder.Services.AddSingleton<RequestReader>();
        builder.Services.AddSingleton<QuickStartPage>();
        builder.Services.AddSingleton<OutageLog>();
        builder.Services.AddSingleton<RequestExecutor>();
        builder.Services.AddSingleton<GraphQLEndpoint>();
        return builder;
    }

    /// <summary>Adds only the schemas, built from the declarations of the features.</summary>
    public static void AddSchemas(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton(DocumentLimits.Read(builder.Configuration.GetSection("Limits")));
        builder.Services.AddSingleton(new SchemaClasses(SchemaDeclaration.ClassesOf(typeof(GraphQLSetup).Assembly)));
        builder.Services.AddSingleton(services => SchemaDeclaration.Read(services.GetRequiredService<SchemaClasses>().Classes));
        builder.Services.AddSingleton<AudienceSchemas>();
    }

    /// <summary>Maps <c>/graphql</c> and builds all schemas, so that an error in a declaration ends the startup.</summary>
    public static void MapGraphQL(this WebApplication app)
    {
        var endpoint = app.Services.GetRequiredService<GraphQLEndpoint>();
        app.MapMethods(Path, [HttpMethods.Get, HttpMethods.Post], endpoint.HandleAsync)
            .WithMetadata(new EndpointRule("callers with a token; for everyone, a page with instructions"));
    }
}
