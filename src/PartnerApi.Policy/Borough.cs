using System.ComponentModel;

namespace PartnerApi.Policy;

/// <summary>The city's five boroughs.</summary>
/// <remarks>The numbers are stored; they never change.</remarks>
[Description("The five boroughs.")]
public enum Borough
{
    /// <summary>The Bronx.</summary>
    [Description("The Bronx.")]
    Bronx = 0,

    /// <summary>Brooklyn.</summary>
    [Description("Brooklyn.")]
    Brooklyn = 1,

    /// <summary>Manhattan.</summary>
    [Description("Manhattan.")]
    Manhattan = 2,

    /// <summary>Queens.</summary>
    [Description("Queens.")]
    Queens = 3,

    /// <summary>Staten Island.</summary>
    [Description("Staten Island.")]
    StatenIsland = 4,
}
