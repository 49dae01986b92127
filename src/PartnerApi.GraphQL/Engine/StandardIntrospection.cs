using GraphQL.Introspection;
using GraphQL.Resolvers;
using GraphQL.Types;

namespace PartnerApi.GraphQL.Engine;

/// <summary>
/// Completes the introspection types to those of GraphQL, September 2025 (section 4.2). The engine lacks the specifications of scalars and the deprecation
/// of directives.
/// </summary>
internal static class StandardIntrospection
{
    private const string IncludeDeprecated = "includeDeprecated";

    /// <summary>Sets the engine's options before it builds the types.</summary>
    public static void Enable(Schema schema)
    {
        schema.Features.RepeatableDirectives = true;
        schema.Features.DeprecationOfInputValues = true;
        schema.Filter = new Filter();
    }

    /// <summary>Changes the types of an initialized schema.</summary>
    public static void Complete(Schema schema)
    {
        Find(schema, "__Type").AddField(Field("specifiedByURL", SpecifiedByDirective.Read, Scalar(schema, "String")));
        var directive = Find(schema, "__Directive");

        // No directive is deprecated.
        directive.AddField(Field("isDeprecated", _ => false, new NonNullGraphType(Scalar(schema, "Boolean"))));
        directive.AddField(Field("deprecationReason", _ => null, Scalar(schema, "String")));
        directive.Fields.Find("args")!.Arguments = [IncludeDeprecatedArgument(schema)];
        Find(schema, "__Schema").Fields.Find("directives")!.Arguments = [IncludeDeprecatedArgument(schema)];
        foreach (var name in new[] { "fields", "inputFields", "enumValues" }) Find(schema, "__Type").Fields.Find(name)!.Arguments = [IncludeDeprecatedArgument(schema)];
        Find(schema, "__Field").Fields.Find("args")!.Arguments = [IncludeDeprecatedArgument(schema)];
    }

    private static QueryArgument IncludeDeprecatedArgument(Schema schema) =>
        new(new NonNullGraphType(Scalar(schema, "Boolean"))) { Name = IncludeDeprecated, DefaultValue = false };

    private static FieldType Field(string name, Func<object?, object?> read, IGraphType type) => new()
    {
        Name = name,
        ResolvedType = type,
        Resolver = new FuncFieldResolver<object?>(context => read(context.Source)),
    };

    private static IObjectGraphType Find(Schema schema, string name) => (IObjectGraphType)schema.AllTypes[name]!;

    private static IGraphType Scalar(Schema schema, string name) => schema.AllTypes[name]!;

    // Hides only the fields of a draft from 2015.
    private sealed class Filter : DefaultSchemaFilter
    {
        public override Task<bool> AllowField(IGraphType parent, IFieldType field) =>
            parent.Name == "__Directive" && field.Name is "onOperation" or "onFragment" or "onField" ? Forbidden : Allowed;

        public override Task<bool> AllowDirective(Directive directive) => Allowed;
    }
}
