using System.CommandLine;
using System.Globalization;
using PartnerApi.Core;

namespace PartnerApi.Commands;

/// <summary>Options that several commands have. Each call creates a new instance, so that commands do not share objects.</summary>
internal static class CommonOptions
{
    /// <summary><c>--data DIR</c>; resolve the value with <see cref="DataFolder"/> or pass it to <see cref="CommandHost"/>.</summary>
    public static Option<string?> Data() => new("--data")
    {
        HelpName = "DIR",
        Description = $"The data folder. [default: the setting {DataFolder.Setting}, else '{DataFolder.Default}' in the current directory]",
    };

    /// <summary><c>--json</c>: the result on standard output as JSON.</summary>
    public static Option<bool> Json() => new("--json") { Description = "Print the result as JSON." };

    /// <summary><c>--quiet</c>: no progress on standard error.</summary>
    public static Option<bool> Quiet() => new("--quiet") { Description = "Do not show progress. Errors are still shown." };

    /// <summary>An option with a date as YYYY-MM-DD; null if it is not given.</summary>
    public static Option<DateOnly?> Date(string name, string description) => new(name)
    {
        HelpName = "DATE",
        Description = description,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)) return date;
            result.AddError($"{name} must be a date like 2026-03-31.");
            return null;
        },
    };
}
