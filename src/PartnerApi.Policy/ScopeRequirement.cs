namespace PartnerApi.Policy;

/// <summary>
/// The scopes that a field requires, as alternatives of sets, in the form of the <c>@requiresScopes</c> directive of federated GraphQL gateways. A token meets
/// <c>[["a","b"],["c"]]</c> if it has a and b, or c. No requirement is met by every token.
/// </summary>
public sealed class ScopeRequirement
{
    private readonly string[][] groups;

    /// <param name="anyOf">At least one group of at least one scope each. The list is copied.</param>
    /// <exception cref="ArgumentException">There is no group, a group is empty, or a scope is blank: every token or none would pass.</exception>
    public ScopeRequirement(IReadOnlyList<IReadOnlyList<string>> anyOf)
    {
        ArgumentNullException.ThrowIfNull(anyOf);
        if (anyOf.Count == 0) throw new ArgumentException("A scope requirement needs at least one group of scopes.", nameof(anyOf));
        if (anyOf.Any(group => group is null || group.Count == 0 || group.Any(string.IsNullOrWhiteSpace)))
            throw new ArgumentException("Every group of a scope requirement needs at least one scope, and no scope may be blank.", nameof(anyOf));
        groups = [.. anyOf.Select(group => group.ToArray())];
        AnyOf = Array.AsReadOnly([.. groups.Select(group => Array.AsReadOnly(group))]);
    }

    /// <summary>The groups. A token needs all scopes of at least one group.</summary>
    public IReadOnlyList<IReadOnlyList<string>> AnyOf { get; }

    /// <summary>Whether the scopes include at least one complete group. The set compares names, normally exactly.</summary>
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
