namespace PartnerApi.Policy;

/// <summary>
/// The scopes that a field requires: an or of ands, the shape of the <c>@requiresScopes</c> directive of federated GraphQL gateways.
/// <c>[["a","b"],["c"]]</c> is met by a token that carries a and b, or c. There is no requirement that everybody meets.
/// </summary>
public sealed class ScopeRequirement
{
    private readonly string[][] groups;

    /// <param name="anyOf">At least one group of at least one scope each. It is copied.</param>
    /// <exception cref="ArgumentException">There is no group, a group is empty, or a scope is blank: everybody or nobody would pass.</exception>
    public ScopeRequirement(IReadOnlyList<IReadOnlyList<string>> anyOf)
    {
        ArgumentNullException.ThrowIfNull(anyOf);
        if (anyOf.Count == 0) throw new ArgumentException("A scope requirement names at least one group of scopes.", nameof(anyOf));
        if (anyOf.Any(group => group is null || group.Count == 0 || group.Any(string.IsNullOrWhiteSpace)))
            throw new ArgumentException("Every group of a scope requirement names at least one scope, and no blank one.", nameof(anyOf));
        groups = [.. anyOf.Select(group => group.ToArray())];
        AnyOf = Array.AsReadOnly([.. groups.Select(group => Array.AsReadOnly(group))]);
    }

    /// <summary>The groups, one of which must be carried in full.</summary>
    public IReadOnlyList<IReadOnlyList<string>> AnyOf { get; }

    /// <summary>Whether the scopes hold at least one group in full. Names are compared by the set, that is, exactly.</summary>
    public bool IsSatisfiedBy(IReadOnlySet<string> scopes)
    {
        ArgumentNullException.ThrowIfNull(scopes);
        foreach (var group in groups)
        {
            if (HoldsAll(scopes, group)) return true;
        }
        return false;
    }

    private static bool HoldsAll(IReadOnlySet<string> scopes, string[] group)
    {
        foreach (var scope in group)
        {
            if (!scopes.Contains(scope)) return false;
        }
        return true;
    }
}
