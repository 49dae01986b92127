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

/// <summary>The state of a client, its partner and the partner's agreement, as input to the gate.</summary>
/// <param name="PartnerActive">The partner is not suspended.</param>
/// <param name="ClientActive">The calling client is not suspended.</param>
/// <param name="AgreementActive">The agreement is not suspended.</param>
/// <param name="From">The agreement's first day, in the city's time zone.</param>
/// <param name="Until">The agreement's last day, inclusive; null if it has no end.</param>
/// <param name="Purposes">The purposes for which the partner may look up cards.</param>
public sealed record AgreementTerms(
    bool PartnerActive, bool ClientActive, bool AgreementActive, DateOnly From, DateOnly? Until, IReadOnlySet<Purpose> Purposes);

/// <summary>The third gate: decides whether the agreement permits a request for a purpose today. Null permits it.</summary>
public static class AgreementGate
{
    /// <summary>Whether the client may send requests today.</summary>
    /// <returns>Null, or <see cref="Refusal.AgreementNotActive"/>.</returns>
    public static Refusal? Admit(AgreementTerms terms, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(terms);
        var active = terms.PartnerActive && terms.ClientActive && terms.AgreementActive;
        var inForce = terms.From <= today && (terms.Until is null || today <= terms.Until);
        return active && inForce ? null : Refusal.AgreementNotActive;
    }

    /// <summary>
    /// Whether the client may look up a card for this purpose today. A never accepted purpose is refused even if the agreement lists it.
    /// </summary>
    /// <returns>Null, or the first applicable of <see cref="Refusal.AgreementNotActive"/> and <see cref="Refusal.PurposeNotAgreed"/>.</returns>
    public static Refusal? AdmitPurpose(AgreementTerms terms, Purpose purpose, DateOnly today)
    {
        if (Admit(terms, today) is { } refusal) return refusal;
        var agreed = terms.Purposes.Contains(purpose) && !Purposes.NeverAccepted.Contains(purpose);
        return agreed ? null : Refusal.PurposeNotAgreed;
    }
}
