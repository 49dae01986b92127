using System.Collections.Frozen;

namespace PartnerApi.Policy;

/// <summary>The reason for which a partner asks about a card. Not a scope: a scope is what a client may ask, a purpose is why it does.</summary>
public enum Purpose
{
    /// <summary>Opening an account at a bank or credit union.</summary>
    AccountOpening,

    /// <summary>A membership in a cultural institution.</summary>
    Membership,

    /// <summary>Registering as a reader of a library.</summary>
    LibraryRegistration,

    /// <summary>Issuing, renewing, replacing or blocking the card itself, at the program's desk.</summary>
    CardCare,

    /// <summary>As a driver's license. Never accepted.</summary>
    DriversLicense,

    /// <summary>To board a plane. Never accepted.</summary>
    AirTravel,

    /// <summary>As a passport. Never accepted.</summary>
    Passport,

    /// <summary>To buy alcohol or tobacco. Never accepted.</summary>
    AlcoholOrTobacco,

    /// <summary>To get public assistance. Never accepted.</summary>
    PublicAssistance,

    /// <summary>As a work permit. Never accepted.</summary>
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
