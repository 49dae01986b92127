using System.CommandLine;
using PartnerApi.Commands;

namespace PartnerApi.Statistics;

/// <summary><c>statistics</c>: releases of enrollment figures.</summary>
internal static class StatisticsCommand
{
    /// <summary>The command with those under it.</summary>
    public static Command Create() => new Command("statistics", "Release enrollment statistics, list what was released, and study how exact they are.")
    {
        ReleaseCommand.Create(), ReleasesCommand.Create(), AccuracyCommand.Create(),
    }
        .WithExamples("PartnerApi statistics release", "PartnerApi statistics releases --json");
}
