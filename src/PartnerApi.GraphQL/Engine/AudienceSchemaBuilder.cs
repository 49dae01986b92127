using System.ComponentModel;
using System.Reflection;
using GraphQL.Types;
using PartnerApi.Core;
using PartnerApi.GraphQL.Declarations;
using PartnerApi.GraphQL.Fields;
using PartnerApi.Policy;
using PartnerApi.Policy.Statistics;

namespace PartnerApi.GraphQL.Engine;

/// <summary>
/// Builds the schema of one audience, with only the fields that its scopes can reach and the types of those fields. Parts that the audience may not see
/// are not hidden but absent.
/// </summary>
internal sealed class AudienceSchemaBuilder(SchemaDeclaration declaration, FieldFunctions functions)
{
    private readonly Dictionary<Type, IGraphType> named = [];
    private Audience audience = null!;

    public Schema Build(Audience reader)
    {
        audience = reader;
        named.Clear();
        AddScalars();
        var query = new ObjectGraphType { Name = SchemaDeclaration.QueryName };
        Fill(query, declaration.Query);
        var schema = new Schema { Query = query, Mutation = Mutation() };
        StandardIntrospection.Enable(schema);
        schema.Directives.Register(RequiresScopesDirective.Definition());
        schema.Directives.Register(SpecifiedByDirective.Definition());
        foreach (var type in named.Values) schema.RegisterType(type);
        schema.Initialize();
        StandardIntrospection.Complete(schema);
        return schema;
    }

    // The schema of an audience without mutations does not have the type.
    private ObjectGraphType? Mutation()
    {
        var mutation = new ObjectGraphType { Name = SchemaDeclaration.MutationName };
        Fill(mutation, declaration.Mutation);
        return mutation.Fields.Count > 0 ? mutation : null;
    }

    private void AddScalars()
    {
        named[typeof(string)] = new StringGraphType();
        named[typeof(bool)] = new BooleanGraphType();
        named[typeof(int)] = new IntGraphType();
    }

    private void Fill(ObjectGraphType type, TypeDeclaration declared)
    {
        type.Description = declared.Description;
        foreach (var field in declared.Fields.Where(field => field.IsReachableWith(audience.Scopes)).Select(ForAudience))
        {
            var graphField = new FieldType
            {
                Name = field.Name,
                Description = field.Description,
                ResolvedType = GraphType(field.Shape),
                Arguments = [.. field.Arguments.Select(Argument)],
                Resolver = new DeclaredFieldResolver(
                    new DeclaredField(field, FieldFunctions.Of(field), functions.InstanceOf(field)), [.. field.Arguments.Select(argument => argument.Name)]),
            };
            graphField.Metadata[PreparedDocuments.ReadsStore] = field.Member.DeclaringType!.IsDefined(typeof(ReadsStoreAttribute), inherit: false);
            RequiresScopesDirective.Apply(graphField, field.Requirement);
            type.AddField(graphField);
        }
    }

    // An alternative with a scope of another audience would reveal the scope's existence.
    private FieldDeclaration ForAudience(FieldDeclaration field) => field.Requirement is not { } requirement ? field : field with
    {
        Requirement = new ScopeRequirement([.. requirement.AnyOf.Where(set => set.All(audience.Scopes.Contains))]),
    };

    private QueryArgument Argument(ArgumentDeclaration argument) =>
        new(GraphType(argument.Shape)) { Name = argument.Name, Description = argument.Description, DefaultValue = argument.Default };

    private IGraphType GraphType(TypeShape shape)
    {
        var type = shape.Item is { } item ? new ListGraphType(GraphType(item)) : shape.IsId ? Id() : Named(shape.Named);
        return shape.Nullable ? type : new NonNullGraphType(type);
    }

    private IGraphType Id() => Once(typeof(IdAttribute), () => new IdentifierScalar());

    private IGraphType Named(Type type) => Once(type, () =>
        type == typeof(CardNumberInput) ? new CardNumberScalar()
        : type == typeof(DateOnly) ? new DateScalar()
        : type == typeof(DateTimeOffset) ? new InstantScalar()
        : type == typeof(Month) ? new MonthScalar()
        : type == typeof(double) ? new FloatGraphType()
        : type.IsEnum ? Enumeration(type)
        : type.IsDefined(typeof(SchemaInputAttribute)) ? Input(type)
        : Output(type));

    private ObjectGraphType Output(Type type)
    {
        var declared = declaration.Types.Single(candidate => candidate.Class == type);
        var graphType = new ObjectGraphType { Name = declared.Name };

        // Registered before its fields, because they can refer to it.
        named[type] = graphType;
        Fill(graphType, declared);
        if (graphType.Fields.Count == 0)
            throw new SchemaDeclarationException([$"the audience '{audience.Name}' can reach a field of the type '{declared.Name}', but none of the type's fields"]);
        return graphType;
    }

    private DeclaredInputType Input(Type type)
    {
        var declared = declaration.Inputs.Single(candidate => candidate.Class == type);
        var graphType = new DeclaredInputType { Name = declared.Name, Description = declared.Description };
        foreach (var field in declared.Fields)
            graphType.AddField(new FieldType { Name = field.Name, Description = field.Description, ResolvedType = GraphType(field.Shape) });
        return graphType;
    }

    private static EnumerationGraphType Enumeration(Type type)
    {
        var graphType = new EnumerationGraphType { Name = type.Name, Description = Describe(type) };
        foreach (var value in Enum.GetValues(type))
        {
            var member = type.GetField(value.ToString()!)!;
            graphType.Add(WireNames.FromMember(member.Name), value, Describe(member));
        }

        return graphType;
    }

    private static string Describe(MemberInfo member) =>
        member.GetCustomAttribute<DescriptionAttribute>()?.Description
        ?? throw new SchemaDeclarationException([$"'{(member is Type ? "" : member.DeclaringType!.Name + ".")}{member.Name}' has no description"]);

    private IGraphType Once(Type key, Func<IGraphType> create)
    {
        if (named.TryGetValue(key, out var known)) return known;
        return named[key] = create();
    }
}
