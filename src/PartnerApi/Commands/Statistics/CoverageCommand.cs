using System.CommandLine;
using System.Globalization;
using PartnerApi.Core;
using PartnerApi.Policy.Statistics;
using PartnerApi.Progress;

namespace PartnerApi.Commands.Statistics;

/// <summary><c>statistics coverage</c>: measures on invented data how often margins and intervals hold.</summary>
internal static class CoverageCommand
{
    private const int UsualReleases = 100;

    private static readonly int[] Lengths = [1, 2, 3, 12, 24];

    public static Command Create()
    {
        var (cards, releases) = (AccuracyCommand.Cards(), AccuracyCommand.Releases(UsualReleases));
        var (json, quiet) = (CommonOptions.Json(), CommonOptions.Quiet());
        var check = new Option<bool>("--check")
        {
            Description = "Exit with 1 unless 94 to 96 of 100 estimates are within their margins, and at least 94 of 100 intervals hold, apart from chance.",
        };
        var command = new Command(
            "coverage",
            "Measure how often the stated margins and intervals of published figures hold, which should be 95 % of them. The command publishes "
            + $"{CoverageStudy.Months} months of an invented city repeatedly, with new noise each time, and evaluates sums over months. It does not read a registry.")
        {
            cards, releases, check, json, quiet,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            var (city, times) = (parsed.GetValue(cards), parsed.GetValue(releases));
            var results = await ProgressDisplay.RunAsync(
                parsed.GetValue(quiet), TimeProvider.System, display => Task.Run(() => Study(city, times, display, cancel), CancellationToken.None));
            Show(city, times, results, parsed.GetValue(json));
            if (parsed.GetValue(check)) Require(results);
            return ExitCodes.Success;
        });
        return command.WithExamples("PartnerApi statistics coverage", "PartnerApi statistics coverage --cards 20000 --releases 1000 --json");
    }

    private static IReadOnlyList<Coverage>[] Study(int cards, int releases, IProgressDisplay display, CancellationToken cancel)
    {
        var phase = display.Begin("Publishing", "releases", (long)Lengths.Length * releases);
        var done = 0L;
        var bits = new CryptographicBits();
        return [.. Lengths.Select(length => CoverageStudy.Run(EpsilonSplit.Default, cards, length, releases, bits, () => phase.Report(++done), cancel))];
    }

    private static void Require(IReadOnlyList<Coverage>[] results)
    {
        var wrong =
            from sum in Lengths.Zip(results)
            from level in sum.Second
            where !level.IsAsStated
            select $"{SplitCommand.Name(level.Level)} over {sum.First}";
        if (string.Join(", ", wrong) is { Length: > 0 } names)
            throw new RefusedException($"Margins or intervals do not hold as often as stated, more than chance explains: {names} (table over months).");
    }

    private static void Show(int cards, int releases, IReadOnlyList<Coverage>[] results, bool asJson)
    {
        if (asJson)
        {
            Output.WriteJson(Lengths.Zip(results, (length, levels) => new { Months = length, Tables = levels }));
            return;
        }
        Output.WriteTable(
            ["table", .. Lengths.Select(length => length == 1 ? "1 month" : $"{length} months")],
            EnrollmentGrid.Levels.Select(level => (string[])[SplitCommand.Name(level), .. results.Select(levels => Cell(levels[(int)level]))]));
        Console.Out.WriteLine();
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{cards:N0} cards in two years; {CoverageStudy.Months} months, published {releases:N0} times. Of the published figures: the share whose estimate is "
            + $"within its margin, and the share whose interval includes the true count. In parentheses: the share of figures that are published."));
    }

    private static string Cell(Coverage coverage) => coverage.Published == 0 ? "(0 %)" : string.Create(
        CultureInfo.InvariantCulture,
        $"{100 * coverage.EstimateShare:F1}, {100 * coverage.CountShare:F1} % ({100.0 * coverage.Published / coverage.Figures:F0} %)");
}
