using System.ComponentModel;

namespace PartnerApi.Policy.Statistics;

/// <summary>The counted events.</summary>
/// <remarks>The numbers are positions in stored tables; they never change.</remarks>
[Description("The event that is counted.")]
public enum EnrollmentEvent
{
    /// <summary>A card was issued.</summary>
    [Description("A card was issued.")]
    Issued = 0,

    /// <summary>A card was renewed.</summary>
    [Description("A card was renewed.")]
    Renewed = 1,
}
