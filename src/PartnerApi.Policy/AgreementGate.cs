namespace PartnerApi.Policy;

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
