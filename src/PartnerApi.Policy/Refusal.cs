namespace PartnerApi.Policy;

/// <summary>Why an agreement does not cover a question. Says nothing about any card.</summary>
public enum Refusal
{
    /// <summary>The partner, its client or its agreement is suspended, or today is outside the agreement's dates.</summary>
    AgreementNotActive,

    /// <summary>The agreement does not contain the purpose, or nobody's may.</summary>
    PurposeNotAgreed,

    /// <summary>The benefit is not the caller's; the same as one that does not exist.</summary>
    BenefitNotFound,
}
