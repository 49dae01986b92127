namespace PartnerApi.GraphQL;

/// <summary>The classes whose attributes declare the schema.</summary>
public sealed record SchemaClasses(IReadOnlyCollection<Type> Classes);
