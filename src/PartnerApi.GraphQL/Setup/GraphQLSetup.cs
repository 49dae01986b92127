using System.Reflection;
using PartnerApi.GraphQL.Declarations;
using PartnerApi.GraphQL.Documents;
using PartnerApi.GraphQL.Engine;
using PartnerApi.GraphQL.Export;
using PartnerApi.GraphQL.Fields;
using PartnerApi.GraphQL.Http;
using PartnerApi.Http;
using PartnerApi.Policy;

namespace PartnerApi.GraphQL.Setup;

/// <summary>Adds the GraphQL endpoint to a host.</summary>
public static class GraphQLSetup
{
    /// <summary>The endpoint's path.</summary>
    public const string Path = "/graphql";

    /// <summary>Adds the endpoint's services. Setting: <c>Limits</c>, see <see cref="DocumentLimits"/>.</summary>
    public static IHostApplicationBuilder AddGraphQL(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<DeferredTextQueue>();
        builder.Services.AddSingleton<RequestReader>();
        builder.Services.AddSingleton<OutageLog>();
        builder.Services.AddSingleton<FieldFailures>();
        builder.Services.AddSingleton<RequestExecutor>();
        builder.Services.AddSingleton<GraphQLEndpoint>();
        return builder;
    }

    /// <summary>Adds a schema for each audience, for the endpoint and for commands. Setting: <c>Limits</c>.</summary>
    /// <param name="builder">The host, or the builder of a command.</param>
    /// <param name="features">The assembly whose classes declare the schema.</param>
    /// <param name="served">Returns the audiences that this process serves.</param>
    public static void AddSchemas(this IHostApplicationBuilder builder, Assembly features, Func<IServiceProvider, IReadOnlyList<Audience>> served)
    {
        builder.Services.AddSingleton(DocumentLimits.Read(builder.Configuration.GetSection("Limits")));
        builder.Services.AddSingleton(new SchemaClasses(SchemaDeclaration.ClassesOf(features)));
        builder.Services.AddSingleton(services => SchemaDeclaration.Read(services.GetRequiredService<SchemaClasses>().Classes));
        builder.Services.AddSingleton(services => new ServedAudiences(served(services)));
        builder.Services.AddSingleton<AudienceSchemas>();
    }

    /// <summary>The committed contract of the schemas, by file name: the SDL of each audience, and <c>access.csv</c>.</summary>
    public static SortedDictionary<string, string> WriteSchemaFiles(this IServiceProvider services) =>
        new SchemaFiles(services.GetRequiredService<AudienceSchemas>()).Write();

    /// <summary>Maps <c>/graphql</c> and builds all schemas, so that an error in a declaration ends the startup.</summary>
    public static void MapGraphQL(this WebApplication app)
    {
        var endpoint = app.Services.GetRequiredService<GraphQLEndpoint>();
        app.MapMethods(Path, [HttpMethods.Get, HttpMethods.Post], endpoint.HandleAsync)
            .WithMetadata(new EndpointRule("callers with a token; for everyone, a page with instructions"));
    }
}
