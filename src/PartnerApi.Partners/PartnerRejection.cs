using PartnerApi.Core;
using PartnerApi.Policy;

namespace PartnerApi.Partners;

/// <summary>Why <see cref="PartnerRegistry"/> rejected a change. Nothing was changed.</summary>
public abstract record PartnerRejection
{
    private PartnerRejection()
    {
    }

    /// <summary>The id is not a short name (<see cref="ShortNames"/>).</summary>
    public sealed record InvalidId : PartnerRejection;

    /// <summary>The name is empty, longer than <see cref="PartnerRegistry.MaxNameLength"/>, or has a control character or a space at an end.</summary>
    public sealed record InvalidName : PartnerRejection;

    /// <summary>The audience does not exist.</summary>
    public sealed record UnknownAudience(string Audience) : PartnerRejection;

    /// <summary>A partner with this id exists.</summary>
    public sealed record AlreadyExists(string Id) : PartnerRejection;

    /// <summary>The partner does not exist.</summary>
    public sealed record UnknownPartner(string Id) : PartnerRejection;

    /// <summary>The partner has no agreement that could be suspended or resumed.</summary>
    public sealed record NoAgreement(string Id) : PartnerRejection;

    /// <summary>The partner has no agreement yet, and a new one requires its first day.</summary>
    public sealed record FirstDayMissing(string Id) : PartnerRejection;

    /// <summary>The agreement's last day is before its first day.</summary>
    public sealed record EndsBeforeFirstDay : PartnerRejection;

    /// <summary>The card is never accepted for the purpose (<see cref="Purposes.NeverAccepted"/>).</summary>
    public sealed record NeverAccepted(Purpose Purpose) : PartnerRejection;

    /// <summary>The benefit does not exist.</summary>
    /// <param name="Benefit">Its id.</param>
    /// <param name="Known">The ids of all benefits.</param>
    public sealed record UnknownBenefit(string Benefit, IReadOnlyList<string> Known) : PartnerRejection;
}
