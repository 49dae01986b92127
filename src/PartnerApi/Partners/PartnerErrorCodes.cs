using PartnerApi.Core;

namespace PartnerApi.Partners;

/// <summary>The errors of partners and their agreements.</summary>
internal static class PartnerErrorCodes
{
    public static readonly ErrorCode AgreementNotActive = new(
        "AGREEMENT_NOT_ACTIVE",
        "The partner is suspended, or its agreement has not begun, is suspended or has ended. Valid tokens do not help.",
        403);

    public static readonly ErrorCode PurposeNotAgreed = new(
        "PURPOSE_NOT_AGREED",
        "The agreement does not hold the purpose given. Some purposes are in no agreement: see `acceptances`.",
        ErrorCode.PartialSuccess);

    public static readonly ErrorCode BenefitNotFound = new(
        "BENEFIT_NOT_FOUND",
        "The caller has no benefit of that id.",
        ErrorCode.PartialSuccess);
}
