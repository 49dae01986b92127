using GraphQL;
using GraphQL.Types;
using PartnerApi.GraphQL.Engine;

namespace PartnerApi.GraphQL.Export;

/// <summary>Walks a schema as it was built, from its roots along every field.</summary>
internal static class ReachableFields
{
    /// <summary>Every field that can be reached by any path, as <c>Type.field</c> with what it requires (<c>a+b|c</c>, or <c>open</c>), sorted.</summary>
    public static IEnumerable<(string Field, string Requires)> Of(ISchema schema)
    {
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var seen = new HashSet<IComplexGraphType>();
        var waiting = new Queue<IComplexGraphType>(schema.Mutation is { } mutation ? [schema.Query, mutation] : [schema.Query]);
        while (waiting.TryDequeue(out var type))
        {
            if (!seen.Add(type)) continue;
            foreach (var field in type.Fields)
            {
                found[$"{type.Name}.{field.Name}"] = RequiresScopesDirective.Read(field);
                if (field.ResolvedType?.GetNamedType() is IComplexGraphType next) waiting.Enqueue(next);
            }
        }

        return found.Select(pair => (pair.Key, pair.Value));
    }
}
