using PartnerApi.Core;
using PartnerApi.Policy;

namespace PartnerApi.Registry.Synthetic;

/// <summary>
/// Invented cards and holders, the same for the same seed, day and count. Enrollment begins in January 2015 and grows until three times as many people
/// enroll in a day as at the beginning. Cards are valid for five years, or two if the holder is 10 to 13 at issue, so many of the older ones have
/// expired. 2 % are reported lost and 1 % are revoked.
/// </summary>
internal static class SyntheticRegistry
{
    /// <summary>The first day on which a card was issued.</summary>
    public static readonly DateOnly Opening = new(2015, 1, 12);

    private const int YearsValid = 5, YearsValidForChildren = 2, LastChildAge = 13;
    private const double Growth = 2;

    // Ages at issue, each from its first age to the next row's, with the share in 1,000.
    private static readonly (int From, int Until, int PerThousand)[] AgeBands =
    [
        (10, 14, 40), (14, 18, 75), (18, 25, 150), (25, 35, 240), (35, 45, 190), (45, 55, 135), (55, 65, 100), (65, 75, 50), (75, 90, 20),
    ];

    /// <summary>The lines, in order of issue. <paramref name="today"/> is the last possible day of issue.</summary>
    public static IEnumerable<RegistryLine> Lines(long count, ulong seed, DateOnly today)
    {
        var numbers = new SyntheticNumbers(seed);
        for (var row = 0L; row < count; row++) yield return Line(numbers[row], row, count, seed, today);
    }

    private static RegistryLine Line(CardNumber number, long row, long count, ulong seed, DateOnly today)
    {
        var random = SplitMix64.ForRow(seed, row);
        var issuedOn = IssueDay((row + 0.5) / count, today);
        var age = AgeAtIssue(ref random);
        var dateOfBirth = issuedOn.AddYears(-age).AddDays(-random.Below(365));
        var state = random.Below(100) switch { 0 => CardState.Revoked, 1 or 2 => CardState.ReportedLost, _ => CardState.Active };
        var name = $"{Pick(SyntheticNames.First, ref random)} {Pick(SyntheticNames.Last, ref random)}";
        var (borough, street, city, postalCode) = SyntheticAddresses.Pick(ref random);
        var expiresOn = issuedOn.AddYears(age <= LastChildAge ? YearsValidForChildren : YearsValid);
        return new RegistryLine(number, state, issuedOn, expiresOn, name, dateOfBirth, borough, street, city, postalCode);
    }

    // The day by which this share of all cards had been issued, if the number a day grows linearly. Offices are closed on Sundays.
    private static DateOnly IssueDay(double share, DateOnly today)
    {
        var days = today.DayNumber - Opening.DayNumber;
        var time = (Math.Sqrt(1 + share * Growth * (Growth + 2)) - 1) / Growth;
        var day = Opening.AddDays(Math.Min((int)(time * (days + 1)), days));
        return day.DayOfWeek == DayOfWeek.Sunday && day > Opening ? day.AddDays(-1) : day;
    }

    private static int AgeAtIssue(ref SplitMix64 random)
    {
        var left = random.Below(1_000);
        var band = 0;
        while (left >= AgeBands[band].PerThousand) left -= AgeBands[band++].PerThousand;
        return AgeBands[band].From + random.Below(AgeBands[band].Until - AgeBands[band].From);
    }

    private static string Pick(string[] names, ref SplitMix64 random) => names[random.Below(names.Length)];
}
