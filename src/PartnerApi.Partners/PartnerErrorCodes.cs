using PartnerApi.Core;

namespace PartnerApi.Partners;

/// <summary>The errors of partners and their agreements.</summary>
public static class PartnerErrorCodes
{
    /// <summary>The partner is suspended, or its agreement is not in force.</summary>
    public static readonly ErrorCode AgreementNotActive = new(
        "AGREEMENT_NOT_ACTIVE",
        "The partner is suspended, or its agreement has not started, is suspended, or has ended. A new token does not help.",
        403);

    /// <summary>The agreement does not cover the purpose.</summary>
    public static readonly ErrorCode PurposeNotAgreed = new(
        "PURPOSE_NOT_AGREED",
        "The agreement does not include the purpose. Some purposes are in no agreement: see `acceptances`.",
        ErrorCode.PartialSuccess);

    /// <summary>The caller has no such benefit.</summary>
    public static readonly ErrorCode BenefitNotFound = new(
        "BENEFIT_NOT_FOUND",
        "The caller has no benefit with this id.",
        ErrorCode.PartialSuccess);
}
