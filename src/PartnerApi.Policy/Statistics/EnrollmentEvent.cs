using System.ComponentModel;

namespace PartnerApi.Policy.Statistics;

/// <summary>What is counted.</summary>
/// <remarks>The numbers are positions in stored tables; they never change.</remarks>
[Description("What is counted.")]
public enum EnrollmentEvent
{
    /// <summary>A card was issued.</summary>
    [Description("A card was issued.")]
    Issued = 0,

    /// <summary>A card was renewed.</summary>
    [Description("A card was renewed.")]
    Renewed = 1,
}
