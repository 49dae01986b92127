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
            Description = "Exit with 1 unless 94 to 96 of 100 estimates are within their margins, and at least 94 of 100 intervals hold, apart from chance. "
                + "Few releases show only large differences.",
        };
        var command = new Command(
            "coverage",
            "Measure how often the stated margins and intervals of published figures hold, which should be 95 % of them. The command publishes "
            + $"{CoverageStudy.Months} months of an invented city repeatedly, with new noise each time, and evaluates sums over months, and the cards in force "
            + "after as many months. It does not read a registry.")
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

    // For each length, the levels of the sums, then those of the cards in force.
    private static List<Studied> Study(int cards, int releases, IProgressDisplay display, CancellationToken cancel)
    {
        var phase = display.Begin("Publishing", "releases", 2L * Lengths.Length * releases);
        var done = 0L;
        var bits = new CryptographicBits();
        void Published() => phase.Report(++done);
        return
        [
            .. Lengths.Select(length => new Studied(
                length,
                CoverageStudy.Run(EpsilonSplit.Default, cards, length, releases, bits, Published, cancel),
                CoverageStudy.RunCardsInForce(EpsilonSplit.DefaultMillionths, cards, length, releases, bits, Published, cancel))),
        ];
    }

    private static void Require(List<Studied> results)
    {
        var wrong =
            from studied in results
            from table in studied.Tables
            where !table.Coverage.IsAsStated
            select $"{table.Name} over {studied.Months}";
        if (string.Join(", ", wrong) is { Length: > 0 } names)
            throw new RefusedException($"Margins or intervals do not hold as often as stated, more than chance explains: {names} (table over months).");
    }

    private static void Show(int cards, int releases, List<Studied> results, bool asJson)
    {
        if (asJson)
        {
            Output.WriteJson(results.Select(studied => new { studied.Months, Tables = studied.Sums, studied.CardsInForce }));
            return;
        }
        Output.WriteTable(
            ["table", .. Lengths.Select(length => length == 1 ? "1 month" : $"{length} months")],
            results[0].Tables.Select((table, row) => (string[])[table.Name, .. results.Select(studied => Cell(studied.Tables[row].Coverage))]));
        Console.Out.WriteLine();
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{cards:N0} cards in two years; {CoverageStudy.Months} months, published {releases:N0} times. Of the published figures: the share whose estimate is "
            + $"within its margin, and the share whose interval includes the true count. In parentheses: the share of figures that are published."));
    }

    private static string Cell(Coverage coverage) => coverage.Published == 0 ? "(0 %)" : string.Create(
        CultureInfo.InvariantCulture,
        $"{100 * coverage.EstimateShare:F1}, {100 * coverage.CountShare:F1} % ({100.0 * coverage.Published / coverage.Figures:F0} %)");

    private sealed record Studied(int Months, IReadOnlyList<Coverage> Sums, IReadOnlyList<Coverage> CardsInForce)
    {
        public IReadOnlyList<(string Name, Coverage Coverage)> Tables { get; } =
        [
            .. Sums.Select(level => (SplitCommand.Name(level.Level), level)),
            .. CardsInForce.Select(level => ($"in force: {SplitCommand.Name(level.Level)}", level)),
        ];
    }
}
