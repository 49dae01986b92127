using System.ComponentModel;
using System.Reflection;
using PartnerApi.Core;
using PartnerApi.Policy;

namespace PartnerApi.GraphQL.Declarations;

/// <summary>
/// The full schema as declared by the features, read once from their attributes. It is closed by default: every field without a rule, a
/// description, or a known type is an error that ends the startup. All errors are reported together.
/// </summary>
internal sealed class SchemaDeclaration
{
    public const string QueryName = "Query";

    public const string MutationName = "Mutation";

    private readonly List<string> faults = [];

    private SchemaDeclaration(IReadOnlyCollection<Type> classes)
    {
        var types = new List<TypeDeclaration>
        {
            ReadRoot<QueryFieldsAttribute>(QueryName, "The available queries.", classes),
            ReadRoot<MutationFieldsAttribute>(MutationName, "The available changes. Several changes in one request are made in their order.", classes),
        };
        types.AddRange(classes.Where(type => type.IsDefined(typeof(SchemaTypeAttribute))).Select(type => ReadType(type, classes)));
        Types = types;
        Inputs = [.. classes.Where(type => type.IsDefined(typeof(SchemaInputAttribute))).Select(ReadInput)];
        foreach (var duplicate in types.Select(type => type.Name).Concat(Inputs.Select(input => input.Name)).GroupBy(name => name).Where(group => group.Count() > 1))
            faults.Add($"the name '{duplicate.Key}' is declared by {duplicate.Count()} classes");
        foreach (var field in types.SelectMany(type => type.Fields)) CheckType(field);
        foreach (var duplicate in types.SelectMany(type => type.Fields).GroupBy(field => $"{field.TypeName}.{field.Name}").Where(group => group.Count() > 1))
            faults.Add($"'{duplicate.Key}' is declared {duplicate.Count()} times");
        foreach (var type in classes.Where(type => !type.IsDefined(typeof(SchemaTypeAttribute)) && HasScopeRule(type)))
        {
            faults.Add(type.IsDefined(typeof(SchemaInputAttribute))
                ? $"'{type.Name}' is an input type and cannot declare scopes: those of the field that takes it apply"
                : $"'{type.Name}' only adds fields and cannot declare scopes: declare them on each field");
        }

        faults.AddRange(MutationPayloads.Faults(Mutation, types));
    }

    /// <summary>All output types, first the query root and then the mutation root.</summary>
    public IReadOnlyList<TypeDeclaration> Types { get; }

    public TypeDeclaration Query => Types[0];

    /// <summary>The mutation root, which can be without fields.</summary>
    public TypeDeclaration Mutation => Types[1];

    public IReadOnlyList<InputDeclaration> Inputs { get; }

    /// <summary>Reads the declarations of the given classes.</summary>
    /// <exception cref="SchemaDeclarationException">A declaration is missing or wrong; the message lists all errors.</exception>
    public static SchemaDeclaration Read(IReadOnlyCollection<Type> classes)
    {
        var declaration = new SchemaDeclaration(classes);
        if (declaration.faults.Count > 0) throw new SchemaDeclarationException(declaration.faults);
        return declaration;
    }

    /// <summary>The classes of an assembly, and of the engine itself, that declare schema elements.</summary>
    public static IReadOnlyCollection<Type> ClassesOf(Assembly assembly) =>
        [.. new[] { typeof(PageInfo).Assembly, assembly }.SelectMany(declaring => declaring.GetTypes()).Where(type => type.GetCustomAttributes().Any(attribute =>
            attribute is SchemaTypeAttribute or QueryFieldsAttribute or MutationFieldsAttribute or SchemaInputAttribute or ExtendsTypeAttribute))
            .OrderBy(type => type.FullName, StringComparer.Ordinal)];

    private TypeDeclaration ReadRoot<TAttribute>(string name, string description, IReadOnlyCollection<Type> classes)
    {
        var fields = classes.Where(type => type.IsDefined(typeof(TAttribute)))
            .SelectMany(type => ReadFields(type, name, null, typeRequirement: null, typeOpen: false));
        return new TypeDeclaration(null, name, description, [.. fields]);
    }

    private InputDeclaration ReadInput(Type type)
    {
        var name = type.GetCustomAttribute<SchemaInputAttribute>()!.Name;
        var fields = new List<InputFieldDeclaration>();
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).OrderBy(property => property.MetadataToken))
        {
            var path = $"{name}.{WireNames.FromProperty(property.Name)}";
            var shape = TypeShape.Of(property);
            if (!property.CanWrite) faults.Add($"'{path}' is an input field and has no init accessor");
            if (HasScopeRule(property)) faults.Add($"'{path}' is an input field and cannot declare scopes: those of the field that takes it apply");
            if (!IsKnown(shape.Named)) faults.Add($"'{path}' has the type {shape.Named.Name}, which is neither a scalar nor an enum");
            fields.Add(new InputFieldDeclaration(WireNames.FromProperty(property.Name), Description(property, path), shape, property));
        }

        if (type.GetConstructor([]) is null) faults.Add($"'{name}' has no constructor without parameters");
        if (fields.Count == 0) faults.Add($"'{name}' has no fields");
        return new InputDeclaration(type, name, Description(type, name), fields);
    }

    private TypeDeclaration ReadType(Type type, IReadOnlyCollection<Type> classes)
    {
        var name = type.GetCustomAttribute<SchemaTypeAttribute>()!.Name;
        var requirement = Requirement(type);
        var open = type.IsDefined(typeof(OpenToEveryCallerAttribute));
        if (requirement is not null && open) faults.Add($"'{name}' is both open and scoped");
        var own = ReadFields(type, name, requirement, requirement, open);
        var added = classes.Where(extension => extension.GetCustomAttribute<ExtendsTypeAttribute>()?.Type == type)
            .SelectMany(extension => ReadFields(extension, name, requirement, requirement, open));
        return new TypeDeclaration(type, name, Description(type, name), [.. own, .. added]);
    }

    private IEnumerable<FieldDeclaration> ReadFields(
        Type source, string typeName, ScopeRequirement? parent, ScopeRequirement? typeRequirement, bool typeOpen)
    {
        const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        foreach (var member in source.GetMembers(Declared).OrderBy(member => member.MetadataToken))
        {
            var shape = member switch
            {
                PropertyInfo property => TypeShape.Of(property),
                MethodInfo { IsSpecialName: false } method when !IsObjectMember(method) => TypeShape.Of(method),
                _ => null,
            };
            if (shape is null) continue;
            var name = WireNames.FromProperty(member.Name);
            var path = $"{typeName}.{name}";
            var own = Requirement(member);
            var requirement = And(typeRequirement, own);
            if (requirement is null && !typeOpen && !member.IsDefined(typeof(OpenToEveryCallerAttribute)))
                faults.Add($"'{path}' declares neither the scopes it requires nor that it is open to every caller");
            if (own is not null && !shape.Nullable && !SameAs(own, parent))
                faults.Add($"'{path}' requires a scope that its parent does not require, and must be nullable, so that its refusal does not remove its siblings");
            var most = member.GetCustomAttribute<MostPerRequestAttribute>()?.Most;
            if (most is not null && !shape.Nullable) faults.Add($"'{path}' can be refused if a request selects it too often, and must be nullable");
            var description = Description(member, path) + (most is null ? "" : most == 1 ? " Once per request." : $" At most {most} times per request.");
            yield return new FieldDeclaration(typeName, name, description, requirement, member, shape, Arguments(member, path), most);
        }
    }

    private List<ArgumentDeclaration> Arguments(MemberInfo member, string path)
    {
        var arguments = new List<ArgumentDeclaration>();
        foreach (var parameter in (member as MethodInfo)?.GetParameters() ?? [])
        {
            if (parameter.GetCustomAttribute<ArgumentAttribute>() is not { } argument) continue;
            if (string.IsNullOrWhiteSpace(argument.Description)) faults.Add($"the argument '{parameter.Name}' of '{path}' has no description");
            if (parameter.IsDefined(typeof(RequiresScopesAttribute)))
                faults.Add($"the argument '{parameter.Name}' of '{path}' cannot declare scopes: declare a separate field that requires them");
            arguments.Add(new ArgumentDeclaration(parameter.Name!, argument.Description, TypeShape.Of(parameter), parameter));
        }

        return arguments;
    }

    private void CheckType(FieldDeclaration field)
    {
        var path = $"{field.TypeName}.{field.Name}";
        if (!IsKnown(field.Shape.Named) && Types.All(type => type.Class != field.Shape.Named))
            faults.Add($"'{path}' returns a {field.Shape.Named.Name}, which is not declared as a schema type");
        foreach (var argument in field.Arguments.Where(argument => !IsKnown(argument.Shape.Named) && !IsInput(argument.Shape)))
            faults.Add($"the argument '{argument.Name}' of '{path}' has the unknown type {argument.Shape.Named.Name}");
    }

    private string Description(MemberInfo member, string path)
    {
        var text = member.GetCustomAttribute<DescriptionAttribute>()?.Description;
        if (string.IsNullOrWhiteSpace(text)) faults.Add($"'{path}' has no description");
        return text ?? string.Empty;
    }

    // Lists of input objects would need a limit of their length; no field has one.
    private bool IsInput(TypeShape shape) => shape.Item is null && Inputs.Any(input => input.Class == shape.Named);

    private static bool HasScopeRule(MemberInfo type) => type.IsDefined(typeof(RequiresScopesAttribute)) || type.IsDefined(typeof(OpenToEveryCallerAttribute));

    private static bool IsKnown(Type type) => type.IsEnum || ScalarNames.All.ContainsKey(type);

    private static bool IsObjectMember(MethodInfo method) => method.GetBaseDefinition().DeclaringType == typeof(object);

    private static ScopeRequirement? Requirement(MemberInfo member)
    {
        var sets = member.GetCustomAttributes<RequiresScopesAttribute>().Select(attribute => attribute.AllOf).ToList();
        return sets.Count == 0 ? null : new ScopeRequirement(sets);
    }

    // Both requirements, of the type and of the field, must be satisfied: (a or b) and (c or d) is ac or ad or bc or bd.
    private static ScopeRequirement? And(ScopeRequirement? type, ScopeRequirement? field)
    {
        if (type is null || field is null) return type ?? field;
        return new ScopeRequirement([.. type.AnyOf.SelectMany(left =>
            field.AnyOf.Select(right => (IReadOnlyList<string>)[.. left.Union(right).Order(StringComparer.Ordinal)]))]);
    }

    private static bool SameAs(ScopeRequirement left, ScopeRequirement? right) =>
        right is not null && left.AnyOf.Count == right.AnyOf.Count && left.AnyOf.Zip(right.AnyOf).All(pair => pair.First.ToHashSet().SetEquals(pair.Second));
}
