using System.Collections.Frozen;
using GraphQL.Types;
using PartnerApi.Contract;
using PartnerApi.GraphQL.Declarations;
using PartnerApi.GraphQL.Documents;
using PartnerApi.Policy;
using PartnerApi.Sealing;

namespace PartnerApi.GraphQL.Engine;

/// <summary>One audience's schema and the documents prepared for it.</summary>
/// <param name="Audience">Whose it is.</param>
/// <param name="Schema">Holds only what the audience can reach.</param>
/// <param name="Documents">Parsed and validated once for this schema; never shared with another.</param>
internal sealed record AudienceSchema(Audience Audience, Schema Schema, PreparedDocuments Documents);

/// <summary>The schemas of all audiences, built once at start.</summary>
internal sealed class AudienceSchemas
{
    private readonly FrozenDictionary<string, AudienceSchema> schemas;

    /// <summary>Builds them.</summary>
    /// <exception cref="SchemaDeclarationException">A field, type or argument lacks its declaration.</exception>
    public AudienceSchemas(SchemaDeclaration declaration, IServiceProvider services, DocumentLimits limits, IKeyService keys)
    {
        var functions = new FieldFunctions(services);
        schemas = Audiences.All
            .Where(audience => !audience.IsStaff || keys.Holds(Secret.Record))
            .Select(audience =>
            {
                var schema = new AudienceSchemaBuilder(declaration, functions).Build(audience);
                return new AudienceSchema(audience, schema, new PreparedDocuments(schema, limits));
            })
            .ToFrozenDictionary(schema => schema.Audience.Name, StringComparer.Ordinal);
    }

    /// <summary>All of them, in no order.</summary>
    public IEnumerable<AudienceSchema> All => schemas.Values;

    /// <summary>The schema of an audience, or null where this process does not serve it.</summary>
    public AudienceSchema? Find(Audience audience) => schemas.GetValueOrDefault(audience.Name);
}
