using System.Collections.Frozen;
using System.ComponentModel;

namespace PartnerApi.Policy;

/// <summary>The reason why a partner looks up a card. A scope limits the fields that a client may request; a purpose states the reason.</summary>
[Description("The reason why a partner looks up a card. Each agreement lists the permitted purposes. Some purposes are never permitted.")]
public enum Purpose
{
    /// <summary>Opening an account at a bank or credit union.</summary>
    [Description("Opening an account at a bank or credit union.")]
    AccountOpening,

    /// <summary>Membership in a cultural institution.</summary>
    [Description("Membership in a cultural institution.")]
    Membership,

    /// <summary>Registration as a library reader.</summary>
    [Description("Registration as a library reader.")]
    LibraryRegistration,

    /// <summary>Issuing, renewing, replacing or blocking the card at a program office.</summary>
    [Description("Issuing, renewing, replacing or blocking the card at a program office.")]
    CardCare,

    /// <summary>Use as a driver's license. Never accepted.</summary>
    [Description("Use as a driver's license. Never accepted.")]
    DriversLicense,

    /// <summary>Boarding a plane. Never accepted.</summary>
    [Description("Boarding a plane. Never accepted.")]
    AirTravel,

    /// <summary>Use as a passport. Never accepted.</summary>
    [Description("Use as a passport. Never accepted.")]
    Passport,

    /// <summary>Buying alcohol or tobacco. Never accepted.</summary>
    [Description("Buying alcohol or tobacco. Never accepted.")]
    AlcoholOrTobacco,

    /// <summary>Applying for public assistance. Never accepted.</summary>
    [Description("Applying for public assistance. Never accepted.")]
    PublicAssistance,

    /// <summary>Use as a work permit. Never accepted.</summary>
    [Description("Use as a work permit. Never accepted.")]
    WorkAuthorization,
}

/// <summary>Rules for purposes that apply to every agreement.</summary>
public static class Purposes
{
    /// <summary>The purposes that no agreement may contain. They are refused even if one does.</summary>
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
