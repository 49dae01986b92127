using PartnerApi.Core;

namespace PartnerApi.Partners;

/// <summary>The errors of requests that the caller's agreement does not permit.</summary>
public static class AgreementErrors
{
    /// <summary>The agreement permits nothing now.</summary>
    public static readonly GatewayError NotActive = new(PartnerErrorCodes.AgreementNotActive, "The agreement is not active. Contact the program office.");

    /// <summary>The agreement does not include the purpose.</summary>
    public static readonly GatewayError PurposeNotAgreed = new(
        PartnerErrorCodes.PurposeNotAgreed, "The agreement does not include this purpose. 'viewer.purposes' lists its purposes, 'acceptances' explains all purposes.");

    /// <summary>The benefit does not exist, or belongs to another partner.</summary>
    public static readonly GatewayError BenefitNotFound = new(
        PartnerErrorCodes.BenefitNotFound, "The caller has no benefit with this id. 'viewer.benefits' lists its benefits.");
}
