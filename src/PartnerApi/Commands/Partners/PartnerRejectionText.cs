using System.Diagnostics;
using PartnerApi.Core;
using PartnerApi.Partners;
using PartnerApi.Policy;

namespace PartnerApi.Commands.Partners;

/// <summary>The sentences for rejected changes of partners: what is wrong, then what to do.</summary>
internal static class PartnerRejectionText
{
    /// <summary>The sentence for a rejection.</summary>
    public static string Of(PartnerRejection rejection) => rejection switch
    {
        PartnerRejection.InvalidId => $"A partner's id must have {ShortNames.Rule}.",
        PartnerRejection.InvalidName =>
            $"A partner's name must have 1 to {PartnerRegistry.MaxNameLength} characters, no control character, and no space at either end.",
        PartnerRejection.UnknownAudience { Audience: var audience } =>
            $"The audience '{audience}' does not exist. Choose from {string.Join(", ", Audiences.All.Select(known => known.Name))}.",
        PartnerRejection.AlreadyExists { Id: var id } => $"The partner '{id}' already exists.",
        PartnerRejection.UnknownPartner { Id: var id } => $"The partner '{id}' does not exist. Run 'partners list' to see all partners.",
        PartnerRejection.NoAgreement { Id: var id } => $"The partner '{id}' has no agreement.",
        PartnerRejection.FirstDayMissing { Id: var id } => $"The partner '{id}' has no agreement yet. Give its first day with --from.",
        PartnerRejection.EndsBeforeFirstDay => "The agreement's last day is before its first day. Change --from or --until.",
        PartnerRejection.NeverAccepted { Purpose: var purpose } =>
            $"The card is never accepted for {PurposeNames.Of(purpose)}, so no agreement can include it.",
        PartnerRejection.UnknownBenefit { Benefit: var benefit, Known: { Count: > 0 } known } =>
            $"The benefit '{benefit}' does not exist. Choose from {string.Join(", ", known)}.",
        PartnerRejection.UnknownBenefit { Benefit: var benefit } => $"The benefit '{benefit}' does not exist. Add it with 'benefits set'.",
        _ => throw new UnreachableException(),
    };
}
