using System.Globalization;
using PartnerApi.Core;
using PartnerApi.Policy;
using PartnerApi.Policy.Statistics;

namespace PartnerApi.Statistics;

/// <summary>The residents of each borough and age band, from a file that the operator gives, for rates. Without a file, there are no rates.</summary>
internal sealed class Population
{
    private const string SettingName = $"{StatisticsSettings.Section}:{nameof(StatisticsSettings.PopulationFile)}";
    private const string Header = "borough,age_band,residents";
    private const long MostResidents = 100_000_000;

    private readonly long[]? residents;

    private Population(long[]? residents) => this.residents = residents;

    /// <summary>Reads the file: the header, then a line for each borough and age band, such as <c>QUEENS,AGES_25_TO_34,402000</c>, in any order.</summary>
    /// <param name="path">The file; null or empty for no rates.</param>
    /// <exception cref="SettingException">The file cannot be read, or has another form.</exception>
    public static Population Read(string? path)
    {
        if (string.IsNullOrEmpty(path)) return new Population(null);
        var lines = ReadLines(path);
        if (lines.Length == 0 || lines[0] != Header) throw Invalid($"the first line of {path} must be '{Header}'.");
        var residents = new long[EnrollmentGrid.Groups];
        for (var index = 1; index < lines.Length; index++)
        {
            if (!TryParse(lines[index], out var group, out var count))
                throw Invalid($"line {index + 1} of {path} must have a borough, an age band, and residents, such as 'QUEENS,AGES_25_TO_34,402000'.");
            if (residents[group] != 0) throw Invalid($"line {index + 1} of {path} repeats a borough and age band.");
            residents[group] = count;
        }
        if (residents.Sum() > MostResidents) throw Invalid($"the residents of {path} add up to more than {MostResidents:N0}.");
        if (residents.Contains(0)) throw Invalid($"{path} must have a line for each of the {EnrollmentGrid.Groups} boroughs and age bands.");
        return new Population(residents);
    }

    /// <summary>The residents of a borough, an age band, both, or the city; null without a file.</summary>
    public long? Of(Borough? borough, AgeBand? band)
    {
        if (residents is null) return null;
        var groups =
            from one in Enum.GetValues<Borough>()
            from other in Enum.GetValues<AgeBand>()
            where (borough ?? one) == one && (band ?? other) == other
            select residents[EnrollmentGrid.Group(one, other)];
        return groups.Sum();
    }

    private static string[] ReadLines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SettingException(SettingName, $"{path} cannot be read ({error.GetType().Name}).", error);
        }
    }

    private static bool TryParse(string line, out int group, out long count)
    {
        (group, count) = (-1, 0);
        if (line.Split(',') is not [var borough, var band, var residents]) return false;
        if (Find<Borough>(borough) is not { } place || Find<AgeBand>(band) is not { } ages) return false;
        group = EnrollmentGrid.Group(place, ages);
        return long.TryParse(residents, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count is > 0 and <= MostResidents;
    }

    private static T? Find<T>(string name) where T : struct, Enum =>
        Enum.GetValues<T>().Cast<T?>().FirstOrDefault(value => WireNames.FromMember(value.ToString()!) == name);

    private static SettingException Invalid(string problem) => new(SettingName, problem);
}
