using System.Collections.Frozen;
using System.ComponentModel;

namespace PartnerApi.Policy;

/// <summary>The reason for which a partner asks about a card. Not a scope: a scope is what a client may ask, a purpose is why it does.</summary>
[Description("The reason for which a partner asks about a card. An agreement lists the purposes a partner may give; some are in no agreement.")]
public enum Purpose
{
    /// <summary>Opening an account at a bank or credit union.</summary>
    [Description("Opening an account at a bank or credit union.")]
    AccountOpening,

    /// <summary>A membership in a cultural institution.</summary>
    [Description("A membership in a cultural institution.")]
    Membership,

    /// <summary>Registering as a reader of a library.</summary>
    [Description("Registering as a reader of a library.")]
    LibraryRegistration,

    /// <summary>Issuing, renewing, replacing or blocking the card itself, at the program's desk.</summary>
    [Description("Issuing, renewing, replacing or blocking the card itself, at the program's desk.")]
    CardCare,

    /// <summary>As a driver's license. Never accepted.</summary>
    [Description("As a driver's license. Never accepted.")]
    DriversLicense,

    /// <summary>To board a plane. Never accepted.</summary>
    [Description("To board a plane. Never accepted.")]
    AirTravel,

    /// <summary>As a passport. Never accepted.</summary>
    [Description("As a passport. Never accepted.")]
    Passport,

    /// <summary>To buy alcohol or tobacco. Never accepted.</summary>
    [Description("To buy alcohol or tobacco. Never accepted.")]
    AlcoholOrTobacco,

    /// <summary>To get public assistance. Never accepted.</summary>
    [Description("To get public assistance. Never accepted.")]
    PublicAssistance,

    /// <summary>As a work permit. Never accepted.</summary>
    [Description("As a work permit. Never accepted.")]
    WorkAuthorization,
}

/// <summary>What holds for purposes whatever an agreement says.</summary>
public static class Purposes
{
    /// <summary>The purposes that no agreement may contain and that are refused even if one does.</summary>
    public static IReadOnlySet<Purpose> NeverAccepted { get; } = FrozenSet.ToFrozenSet(
    [
        Purpose.DriversLicense,
        Purpose.AirTravel,
        Purpose.Passport,
        Purpose.AlcoholOrTobacco,
        Purpose.PublicAssistance,
        Purpose.WorkAuthorization,
    ]);
}
