using System.Collections.Frozen;
using GraphQL.Types;
using PartnerApi.GraphQL.Declarations;
using PartnerApi.GraphQL.Documents;
using PartnerApi.GraphQL.Fields;
using PartnerApi.Policy;

namespace PartnerApi.GraphQL.Engine;

/// <summary>An audience's schema and its prepared documents.</summary>
/// <param name="Audience">The callers that the schema is for.</param>
/// <param name="Schema">The schema, with only the fields that the audience can reach.</param>
/// <param name="Documents">The documents prepared for this schema, not shared with other schemas.</param>
internal sealed record AudienceSchema(Audience Audience, Schema Schema, PreparedDocuments Documents);

/// <summary>The schemas of the served audiences, built once at startup.</summary>
internal sealed class AudienceSchemas
{
    private readonly FrozenDictionary<string, AudienceSchema> schemas;

    /// <summary>Builds the schemas.</summary>
    /// <exception cref="SchemaDeclarationException">The declaration of a field, type, or argument is incomplete.</exception>
    public AudienceSchemas(SchemaDeclaration declaration, IServiceProvider services, DocumentLimits limits, ServedAudiences served)
    {
        var functions = new FieldFunctions(services);
        schemas = served.Audiences
            .Select(audience =>
            {
                var schema = new AudienceSchemaBuilder(declaration, functions).Build(audience);
                return new AudienceSchema(audience, schema, new PreparedDocuments(schema, limits));
            })
            .ToFrozenDictionary(schema => schema.Audience.Name, StringComparer.Ordinal);
    }

    /// <summary>All schemas, in no particular order.</summary>
    public IEnumerable<AudienceSchema> All => schemas.Values;

    /// <summary>The schema of an audience, or null if this process does not serve it.</summary>
    public AudienceSchema? Find(Audience audience) => schemas.GetValueOrDefault(audience.Name);
}
