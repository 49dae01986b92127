using System.CommandLine;

namespace PartnerApi.Commands;

/// <summary>The options that several commands share. Each call makes a new one, so that no two commands hold the same object.</summary>
internal static class CommonOptions
{
    /// <summary><c>--data DIR</c>; resolve the value with <see cref="DataFolder"/> or hand it to <see cref="CommandHost"/>.</summary>
    public static Option<string?> Data() => new("--data")
    {
        HelpName = "DIR",
        Description = $"The data folder. [default: the setting {DataFolder.Setting}, else '{DataFolder.Default}' in the current directory]",
    };

    /// <summary><c>--json</c>: the result on standard output as JSON.</summary>
    public static Option<bool> Json() => new("--json") { Description = "Print the result as JSON, for programs." };

    /// <summary><c>--quiet</c>: no progress on standard error.</summary>
    public static Option<bool> Quiet() => new("--quiet") { Description = "Show no progress. Errors are still shown." };
}
