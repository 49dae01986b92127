using PartnerApi.Core;

namespace PartnerApi.Partners;

/// <summary>The errors of partners and their agreements.</summary>
internal static class PartnerErrorCodes
{
    public static readonly ErrorCode AgreementNotActive = new(
        "AGREEMENT_NOT_ACTIVE",
        "The partner is suspended, or its agreement has not started, is suspended, or has ended. A new token does not help.",
        403);

    public static readonly ErrorCode PurposeNotAgreed = new(
        "PURPOSE_NOT_AGREED",
        "The agreement does not include the purpose. Some purposes are in no agreement: see `acceptances`.",
        ErrorCode.PartialSuccess);

    public static readonly ErrorCode BenefitNotFound = new(
        "BENEFIT_NOT_FOUND",
        "The caller has no benefit with this id.",
        ErrorCode.PartialSuccess);
}
