using System.CommandLine;
using System.Globalization;
using PartnerApi.Policy.Statistics;
using PartnerApi.Progress;

namespace PartnerApi.Commands.Statistics;

/// <summary><c>statistics split</c>: how the privacy loss of a month is best divided among its tables.</summary>
internal static class SplitCommand
{
    /// <summary>The splits with which the result is compared, in millionths of the default total, by level.</summary>
    private static readonly IReadOnlyList<(string Name, int[] Millionths)> Others =
    [
        ("mostly boroughs by age bands", [1_100, 2_200, 1_100, 36_300, 8_250, 2_200, 2_200, 1_650]),
        ("three tables", [26, 14, 1, 36_430, 8_450, 2, 5, 10_072]),
        ("even", [6_875, 6_875, 6_875, 6_875, 6_875, 6_875, 6_875, 6_875]),
    ];

    /// <summary>The years after which the margins of cards in force are shown.</summary>
    internal static IReadOnlyList<int> Years { get; } = [1, 5, 10];

    public static Command Create()
    {
        var (json, quiet) = (CommonOptions.Json(), CommonOptions.Quiet());
        var command = new Command(
            "split",
            "Search for the best division of a month's privacy loss among its tables, and compare it with the one in use and with others, at a total of "
            + $"{AccuracyCommand.Text(Epsilon(EpsilonSplit.DefaultMillionths))}. For each table, it shows the goal, and the margins of error (95 %) in percent of an "
            + "even share of the city's count. Below are the margins of the cards in force. The search takes some seconds. It does not read a registry.")
        {
            json, quiet,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            var best = await ProgressDisplay.RunAsync(parsed.GetValue(quiet), TimeProvider.System, display => Task.Run(
                () =>
                {
                    var phase = display.Begin("Searching", "sets of tables", SplitSearch.Sets);
                    return SplitSearch.Best(EpsilonSplit.DefaultMillionths, searched => phase.Report(searched), cancel);
                },
                CancellationToken.None));
            var others = Others.Select(other => (other.Name, EpsilonSplit.OfLevels(other.Millionths)));
            Show([("best", best), ("in use", EpsilonSplit.Default), .. others], parsed.GetValue(json));
            return ExitCodes.Success;
        });
        return command.WithExamples("PartnerApi statistics split", "PartnerApi statistics split --json");
    }

    private static void Show(IReadOnlyList<(string Name, EpsilonSplit Split)> splits, bool asJson)
    {
        if (asJson)
        {
            Output.WriteJson(splits.Select(split => new
            {
                split.Name,
                EpsilonMillionths = split.Split.Millionths,
                LargestRatio = Math.Round(SplitSearch.LargestRatio(split.Split), 3),
                MarginsOfError = EnrollmentGrid.Levels.Select(level => Math.Round(Margin(split.Split, level), 1)),
            }));
            return;
        }
        var levels = EnrollmentGrid.Levels.Select(level => Row(level, splits.Select(split => split.Split)));
        string[] largest = ["largest share of a goal", "", "", .. splits.Select(split => Text(SplitSearch.LargestRatio(split.Split), "F2"))];
        Output.WriteTable(["table", "cells", "goal", .. splits.Select(split => split.Name)], levels.Append(largest));
        Console.Out.WriteLine();
        Output.WriteTable(
            ["cards in force", "cells", "even share", .. Years.Select(year => year == 1 ? "after a year" : $"after {year} years")],
            EnrollmentGrid.Levels.Where(level => !level.HasFlag(GridDimensions.Event)).Select(level => InForceRow(level, Years)));
        Console.Out.WriteLine();
        foreach (var (name, split) in splits) Console.Out.WriteLine($"{name}: {string.Join(", ", split.Millionths)} millionths");
    }

    /// <summary>A level with its cells, its goal, and the margin of each split.</summary>
    internal static string[] Row(GridDimensions level, IEnumerable<EpsilonSplit> splits) =>
        [Name(level), $"{EnrollmentGrid.CellsOf(level)}", $"{SplitSearch.GoalPercent(level)} %", .. splits.Select(split => Percent(split, level))];

    /// <summary>A level with its cells, an even share of the cards in force, and the margins after some years.</summary>
    internal static string[] InForceRow(GridDimensions level, params IEnumerable<int> years)
    {
        var share = (double)SyntheticEnrollment.Cards / EnrollmentGrid.CellsOf(level);
        return [Name(level), $"{EnrollmentGrid.CellsOf(level)}", share.ToString("N0", CultureInfo.InvariantCulture), .. years.Select(Margin)];

        string Margin(int year)
        {
            var withoutEvents = EpsilonSplit.WithoutEvents(EpsilonSplit.DefaultMillionths);
            var error = EstimateError.OfCardsInForce(level, GridDimensions.None, [new(EpsilonSplit.Default, 12 * year)], [new(withoutEvents, (12 * year) + 1)]);
            return string.Create(CultureInfo.InvariantCulture, $"{error.Margin:N0} ({100 * error.Margin / share:F1} %)");
        }
    }

    private static decimal Epsilon(int millionths) => (decimal)millionths / DiscreteLaplace.Million;

    private static double Margin(EpsilonSplit split, GridDimensions level) => EstimateError.Of(level, [new(split, 1)]).Margin;

    private static string Percent(EpsilonSplit split, GridDimensions level)
    {
        const double monthly = (double)SyntheticEnrollment.Cards / SyntheticEnrollment.Months;
        return Text(100 * Margin(split, level) * EnrollmentGrid.CellsOf(level) / monthly, "F1") + " %";
    }

    private static string Text(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);

    /// <summary>The dimensions of a table, in words.</summary>
    internal static string Name(GridDimensions level) => level switch
    {
        GridDimensions.None => "total",
        GridDimensions.All => "borough, age band, event",
        _ => level.ToString().ToLowerInvariant().Replace("ageband", "age band", StringComparison.Ordinal),
    };
}
