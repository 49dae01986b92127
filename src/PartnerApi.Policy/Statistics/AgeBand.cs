using System.ComponentModel;

namespace PartnerApi.Policy.Statistics;

/// <summary>Ages at the event, in completed years.</summary>
/// <remarks>The numbers are positions in stored tables; they never change.</remarks>
[Description("Ages at the event, in completed years.")]
public enum AgeBand
{
    /// <summary>10 to 13, and the few below 10 with a wrong date of birth.</summary>
    [Description("10 to 13 years.")]
    Ages10To13 = 0,

    /// <summary>14 to 17.</summary>
    [Description("14 to 17 years.")]
    Ages14To17 = 1,

    /// <summary>18 to 24.</summary>
    [Description("18 to 24 years.")]
    Ages18To24 = 2,

    /// <summary>25 to 34.</summary>
    [Description("25 to 34 years.")]
    Ages25To34 = 3,

    /// <summary>35 to 44.</summary>
    [Description("35 to 44 years.")]
    Ages35To44 = 4,

    /// <summary>45 to 54.</summary>
    [Description("45 to 54 years.")]
    Ages45To54 = 5,

    /// <summary>55 to 64.</summary>
    [Description("55 to 64 years.")]
    Ages55To64 = 6,

    /// <summary>65 and over.</summary>
    [Description("65 years and over.")]
    Ages65AndOver = 7,
}

/// <summary>Maps ages to bands.</summary>
public static class AgeBands
{
    // The first age of each band except the first.
    private static readonly int[] Starts = [14, 18, 25, 35, 45, 55, 65];

    /// <summary>The band of a holder on a day.</summary>
    public static AgeBand On(DateOnly dateOfBirth, DateOnly day)
    {
        var age = Age.On(dateOfBirth, day);
        var band = 0;
        while (band < Starts.Length && age >= Starts[band]) band++;
        return (AgeBand)band;
    }
}
