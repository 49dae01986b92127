namespace PartnerApi.GraphQL.Declarations;

/// <summary>
/// The rule that a mutation's result has no reachable field with a required scope beyond those of the mutation. So one check before the mutation is
/// enough, and a caller cannot cause a change without receiving its result.
/// </summary>
internal static class MutationPayloads
{
    /// <summary>The violations of the rule, a sentence each.</summary>
    public static IEnumerable<string> Faults(TypeDeclaration mutations, IReadOnlyList<TypeDeclaration> types) =>
        from mutation in mutations.Fields
        from field in Reachable(mutation, types)
        where !IsCovered(field, mutation)
        select $"'{mutation.TypeName}.{mutation.Name}' returns '{field.TypeName}.{field.Name}', which requires a scope that the mutation does not require";

    private static bool IsCovered(FieldDeclaration field, FieldDeclaration mutation) =>
        field.Requirement is not { } requirement
        || (mutation.Requirement?.AnyOf.All(set => requirement.IsSatisfiedBy(set.ToHashSet(StringComparer.Ordinal))) ?? false);

    private static List<FieldDeclaration> Reachable(FieldDeclaration mutation, IReadOnlyList<TypeDeclaration> types)
    {
        var fields = new List<FieldDeclaration>();
        var seen = new HashSet<Type>();
        var waiting = new Queue<FieldDeclaration>([mutation]);
        while (waiting.TryDequeue(out var field))
        {
            if (!seen.Add(field.Shape.Named) || types.FirstOrDefault(type => type.Class == field.Shape.Named) is not { } given) continue;
            fields.AddRange(given.Fields);
            foreach (var next in given.Fields) waiting.Enqueue(next);
        }

        return fields;
    }
}
