using PartnerApi.Core;

namespace PartnerApi.Benefits;

/// <summary>Why <see cref="BenefitRegistry"/> rejected a change. Nothing was changed.</summary>
internal abstract record BenefitRejection
{
    private BenefitRejection()
    {
    }

    /// <summary>The id is not a short name (<see cref="ShortNames"/>).</summary>
    public sealed record InvalidId : BenefitRejection;

    /// <summary>The name is empty, longer than <see cref="BenefitRegistry.MaxNameLength"/>, or has a control character or a space at an end.</summary>
    public sealed record InvalidName : BenefitRejection;

    /// <summary>The eligibility rule cannot be read.</summary>
    /// <param name="Problem">A sentence about the rule.</param>
    public sealed record InvalidRule(string Problem) : BenefitRejection;

    /// <summary>The usage rule cannot be read.</summary>
    /// <param name="Problem">A sentence about the rule.</param>
    public sealed record InvalidUsage(string Problem) : BenefitRejection;

    /// <summary>The benefit does not exist, and a new one requires its name, its rule, and its first day.</summary>
    public sealed record UnknownBenefit(string Id) : BenefitRejection;

    /// <summary>The last day of the offer is before its first day.</summary>
    public sealed record EndsBeforeFirstDay : BenefitRejection;
}
