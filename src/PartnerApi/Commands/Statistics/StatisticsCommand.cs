using System.CommandLine;

namespace PartnerApi.Commands.Statistics;

/// <summary><c>statistics</c>: commands for releases of enrollment statistics.</summary>
internal static class StatisticsCommand
{
    public static Command Create() => new Command("statistics", "Release enrollment statistics, list releases, and measure their accuracy.")
    {
        ReleaseCommand.Create(), ReleasesCommand.Create(), AccuracyCommand.Create(), CoverageCommand.Create(), SplitCommand.Create(),
    }
        .WithExamples("PartnerApi statistics release", "PartnerApi statistics releases --json");
}
