using GraphQL;
using GraphQL.Types;
using PartnerApi.GraphQL.Engine;

namespace PartnerApi.GraphQL.Export;

/// <summary>Traverses a built schema from its roots along all fields.</summary>
internal static class ReachableFields
{
    /// <summary>All reachable fields as <c>Type.field</c>, sorted, with their required scopes (<c>a+b|c</c>, or <c>open</c>).</summary>
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
