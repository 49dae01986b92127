using Microsoft.Extensions.DependencyInjection;
using PartnerApi.GraphQL;

namespace PartnerApi.TestHost;

/// <summary>Adds classes of a test to the schema that a gateway builds.</summary>
internal static class AddedSchemaClasses
{
    /// <summary>Adds the classes to those of the features.</summary>
    public static void AddSchemaClasses(this IServiceCollection services, IEnumerable<Type> added)
    {
        var declared = (SchemaClasses)services.Single(service => service.ServiceType == typeof(SchemaClasses)).ImplementationInstance!;
        services.AddSingleton(new SchemaClasses([.. declared.Classes, .. added]));
    }
}
