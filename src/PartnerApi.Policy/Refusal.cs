namespace PartnerApi.Policy;

/// <summary>The reason why an agreement does not permit a request. It reveals nothing about any card.</summary>
public enum Refusal
{
    /// <summary>The partner, its client or its agreement is suspended, or today is outside the agreement's dates.</summary>
    AgreementNotActive,

    /// <summary>The agreement does not contain the purpose, or no agreement may.</summary>
    PurposeNotAgreed,

    /// <summary>The benefit does not exist or is not in the caller's agreement. The two cases are indistinguishable.</summary>
    BenefitNotFound,
}
