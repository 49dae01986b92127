using System.CommandLine;
using System.Globalization;
using System.Text;
using PartnerApi.Core;
using PartnerApi.Policy.Statistics;
using PartnerApi.Progress;
using PartnerApi.Statistics;

namespace PartnerApi.Commands.Statistics;

/// <summary><c>statistics accuracy</c>: measures the error of published counts, by epsilon, on invented data.</summary>
internal static class AccuracyCommand
{
    private const int UsualReleases = 100;
    private const int LeastCards = 1_000;
    private const int MostCards = 100_000_000;
    private const int MostReleases = 10_000;

    private static readonly int[] UsualMillionths = [20_000, 30_000, 40_000, 50_000, EpsilonSplit.DefaultMillionths, 60_000, 80_000, 100_000, 200_000];

    public static Command Create()
    {
        var (cards, releases) = (Cards(), Releases(UsualReleases));
        var epsilon = Epsilons();
        var svg = new Option<string?>("--svg") { HelpName = "FILE|-", Description = "Also draw the percentages as an SVG chart, for light and dark pages." };
        var (json, quiet) = (CommonOptions.Json(), CommonOptions.Quiet());
        var command = new Command(
            "accuracy",
            $"Measure how close published counts are to the true ones. The command publishes the cards of an invented city over "
            + $"{SyntheticEnrollment.Months} months repeatedly, with new noise each time. It shows the percentage of the counts over "
            + $"{AccuracyGoal.CountsOver:N0} that are close enough, and the error that 95 % of them do not exceed. It does not read a registry.")
        {
            cards, releases, epsilon, svg, json, quiet,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            var millionths = parsed.GetValue(epsilon) is { Length: > 0 } given ? given : UsualMillionths;
            var report = await ProgressDisplay.RunAsync(
                parsed.GetValue(quiet),
                TimeProvider.System,
                display => Task.Run(() => Study(millionths, parsed.GetValue(cards), parsed.GetValue(releases), display, cancel), CancellationToken.None));
            if (parsed.GetValue(svg) is { } file) CommandFiles.Write(file, stream => stream.Write(Encoding.UTF8.GetBytes(AccuracyChart.Draw(report))));
            if (parsed.GetValue(svg) != CommandFiles.StandardStream) Show(report, parsed.GetValue(json));
            return ExitCodes.Success;
        });
        return command.WithExamples(
            "PartnerApi statistics accuracy",
            "PartnerApi statistics accuracy --releases 1000 --epsilon 0.05 0.1 --json",
            "PartnerApi statistics accuracy --cards 120000 --epsilon 0.055",
            "PartnerApi statistics accuracy --svg accuracy.svg");
    }

    /// <summary>The number of cards of the invented city.</summary>
    internal static Option<int> Cards() => Number(
        "--cards", $"The number of cards issued or renewed in two years, from {LeastCards} to {MostCards}.", SyntheticEnrollment.Cards, LeastCards, MostCards);

    /// <summary>The number of times that all months are published.</summary>
    internal static Option<int> Releases(int usual) =>
        Number("--releases", $"The number of times that all months are published, from 1 to {MostReleases}.", usual, 1, MostReleases);

    private static Option<int> Number(string name, string description, int byDefault, int least, int most)
    {
        var option = new Option<int>(name) { HelpName = "N", Description = description, DefaultValueFactory = _ => byDefault };
        option.Validators.Add(result =>
        {
            var isNumber = int.TryParse(result.Tokens.SingleOrDefault()?.Value, CultureInfo.InvariantCulture, out var number);
            if (isNumber && (number < least || number > most)) result.AddError($"{name} must be from {least} to {most}.");
        });
        return option;
    }

    private static AccuracyReport Study(int[] millionths, int cards, int releases, IProgressDisplay display, CancellationToken cancel)
    {
        var phase = display.Begin("Publishing", "releases", (long)millionths.Length * releases);
        var done = 0L;
        var bits = new CryptographicBits();
        return new(cards, releases, AccuracyGoal.CountsOver, AccuracyGoal.SharePercent,
        [
            .. millionths.Select(total =>
                AccuracyAtEpsilon.Of(total, AccuracyStudy.Run(EpsilonSplit.Of(total), cards, releases, bits, () => phase.Report(++done), cancel))),
        ]);
    }

    private static void Show(AccuracyReport report, bool asJson)
    {
        if (asJson)
        {
            Output.WriteJson(report);
            return;
        }
        var names = report.Epsilons[0].Goals.Select(goal => $"{goal.Name}, within {goal.WithinPercent} %").ToList();
        Console.Out.WriteLine($"| epsilon of a month | {string.Join(" | ", names)} |");
        Console.Out.WriteLine($"|---:|{string.Concat(Enumerable.Repeat("---:|", names.Count))}");
        foreach (var row in report.Epsilons) Console.Out.WriteLine($"| {Text(row.Epsilon)} | {string.Join(" | ", row.Goals.Select(Cell))} |");
        Console.Out.WriteLine();
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Cards:N0} cards; counts over {report.CountsOver:N0}; {English.Count(report.Releases, "release")} of {SyntheticEnrollment.Months} months each. "
            + $"In parentheses: the error that 95 % do not exceed. Bold: {report.SharePercent} % are close enough."));
    }

    /// <summary>An epsilon without trailing zeros: <c>0.055</c>.</summary>
    internal static string Text(decimal epsilon) => epsilon.ToString("0.######", CultureInfo.InvariantCulture);

    private static string Cell(AccuracyOfGoal goal)
    {
        if (goal.Counts == 0) return "no such counts";
        var text = string.Create(CultureInfo.InvariantCulture, $"{goal.ClosePercent:F1} % ({goal.ErrorPercent:F2} %)");
        return goal.IsReached ? $"**{text}**" : text;
    }

    private static Option<int[]> Epsilons() => new("--epsilon")
    {
        HelpName = "NUMBER...",
        Description = "The privacy loss of a month over all tables; one or more values. "
            + $"[default: {string.Join(' ', UsualMillionths.Select(Text))}]",
        AllowMultipleArgumentsPerToken = true,
        CustomParser = result =>
        {
            var numbers = result.Tokens.Select(token => Millionths(token.Value)).ToList();
            if (numbers.TrueForAll(number => number is not null)) return [.. numbers.Select(number => number!.Value)];
            var (least, most) = (Text(EpsilonSplit.LeastMillionths), Text(DiscreteLaplace.MostMillionths));
            result.AddError($"--epsilon must be from {least} to {most}, with at most six decimals.");
            return [];
        },
    };

    private static string Text(int millionths) => Text((decimal)millionths / DiscreteLaplace.Million);

    // Null if the text is not a valid epsilon of a release.
    private static int? Millionths(string text)
    {
        const decimal Most = (decimal)DiscreteLaplace.MostMillionths / DiscreteLaplace.Million;
        if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var epsilon) || epsilon > Most) return null;
        var millionths = epsilon * DiscreteLaplace.Million;
        return decimal.IsInteger(millionths) && millionths >= EpsilonSplit.LeastMillionths ? (int)millionths : null;
    }
}
