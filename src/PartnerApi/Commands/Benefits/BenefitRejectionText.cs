using System.Diagnostics;
using PartnerApi.Benefits;
using PartnerApi.Core;

namespace PartnerApi.Commands.Benefits;

/// <summary>The sentences for rejected changes of benefits: what is wrong, then what to do.</summary>
internal static class BenefitRejectionText
{
    /// <summary>The sentence for a rejection.</summary>
    public static string Of(BenefitRejection rejection) => rejection switch
    {
        BenefitRejection.InvalidId => $"A benefit's id must have {ShortNames.Rule}.",
        BenefitRejection.InvalidName =>
            $"A benefit's name must have 1 to {BenefitRegistry.MaxNameLength} characters, no control character, and no space at either end.",
        BenefitRejection.InvalidRule { Problem: var problem } => $"The rule is not valid. {problem}",
        BenefitRejection.InvalidUsage { Problem: var problem } => $"The usage rule is not valid. {problem}",
        BenefitRejection.UnknownBenefit { Id: var id } => $"The benefit '{id}' does not exist. Give --name, --rule and --from to add it.",
        BenefitRejection.EndsBeforeFirstDay => "The benefit's last day is before its first day. Change --from or --until.",
        _ => throw new UnreachableException(),
    };
}
