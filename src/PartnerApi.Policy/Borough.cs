namespace PartnerApi.Policy;

/// <summary>The city's five boroughs.</summary>
/// <remarks>The numbers are stored; they never change.</remarks>
public enum Borough
{
    /// <summary>The Bronx.</summary>
    Bronx = 0,

    /// <summary>Brooklyn.</summary>
    Brooklyn = 1,

    /// <summary>Manhattan.</summary>
    Manhattan = 2,

    /// <summary>Queens.</summary>
    Queens = 3,

    /// <summary>Staten Island.</summary>
    StatenIsland = 4,
}
