using PartnerApi.Core;

namespace PartnerApi.Partners;

/// <summary>What a caller is told whose agreement does not hold what it asks.</summary>
internal static class AgreementErrors
{
    /// <summary>Nothing may be asked now.</summary>
    public static readonly GatewayError NotActive = new(PartnerErrorCodes.AgreementNotActive, "The agreement is not active. The program office can tell why.");

    /// <summary>Not for this purpose.</summary>
    public static readonly GatewayError PurposeNotAgreed = new(
        PartnerErrorCodes.PurposeNotAgreed, "The agreement does not hold this purpose. 'viewer' lists the purposes it holds, 'acceptances' those no agreement can.");

    /// <summary>There is no such benefit, or it is another partner's.</summary>
    public static readonly GatewayError BenefitNotFound = new(PartnerErrorCodes.BenefitNotFound, "The caller has no benefit of that id.");
}
