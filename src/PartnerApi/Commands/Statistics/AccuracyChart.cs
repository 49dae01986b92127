using System.Globalization;
using System.Xml.Linq;
using PartnerApi.Core;
using PartnerApi.Statistics;
using static PartnerApi.Commands.SvgChart;

namespace PartnerApi.Commands.Statistics;

/// <summary>Draws a study as SVG: a line for each goal, epsilon on the horizontal axis, the percentage of close counts on the vertical axis.</summary>
internal static class AccuracyChart
{
    private const int Width = 760;
    private const int Height = 440;
    private const int Left = 64;
    private const int Right = 736;
    private const int Top = 118;
    private const int Bottom = 380;
    private const int KeyTop = 84;
    private const int KeyLeft = 24;
    private const int KeyStep = 212;
    private const int LabelWidth = 40;
    private const int GridStep = 10;

    private const string Style = """
        .goal{stroke:#57606a;stroke-dasharray:5 4}.line{fill:none;stroke-width:2}.a{stroke:#2867a0}.b{stroke:#b35900;stroke-dasharray:8 4}
        .c{stroke:#2d7d46;stroke-dasharray:2 3}.dot{fill:#fff;stroke-width:2;stroke-dasharray:none}
        @media (prefers-color-scheme:dark){.dot{fill:#14181d}.goal{stroke:#9aa4af}.a{stroke:#6cb0e8}.b{stroke:#f0a35e}.c{stroke:#6fcf8e}}
        """;

    private static readonly string[] Lines = ["a", "b", "c"];

    /// <summary>Returns the chart as an SVG document.</summary>
    public static string Draw(AccuracyReport report)
    {
        var rows = report.Epsilons.OrderBy(row => row.Epsilon).ToList();
        var (first, last) = ((double)rows[0].Epsilon, (double)rows[^1].Epsilon);
        var lowest = Math.Min(90, Math.Floor(rows.Min(row => row.Goals.Min(goal => goal.ClosePercent)) / GridStep) * GridStep);

        // A logarithmic scale: halving and doubling epsilon cover equal distances.
        double X(decimal epsilon) => first < last ? Left + (Math.Log((double)epsilon / first) / Math.Log(last / first) * (Right - Left)) : (Left + Right) / 2.0;
        double Y(double percent) => Bottom - ((percent - lowest) / (100 - lowest) * (Bottom - Top));

        var chart = SvgChart.Page(
            Width,
            Height,
            Left,
            "Accuracy of published counts by epsilon",
            string.Join(' ', rows.Select(row => $"Epsilon {Name(row)}: {string.Join(", ", row.Goals.Select(TextOf))}.")),
            Style);
        chart.Add(Text("small", Left, 54, string.Create(
            CultureInfo.InvariantCulture,
            $"Percent of the counts over {report.CountsOver:N0} that are close enough; {English.Count(report.Releases, "release")}. Dashed: {report.SharePercent} %.")));
        for (var percent = lowest; percent <= 100; percent += GridStep)
        {
            chart.Add(Shape("line", "grid", ("x1", Left), ("x2", Right), ("y1", Y(percent)), ("y2", Y(percent))));
            chart.Add(Text("small", Left - 8, Y(percent) + 4, $"{percent} %", "end"));
        }
        chart.Add(Shape("line", "goal", ("x1", Left), ("x2", Right), ("y1", Y(report.SharePercent)), ("y2", Y(report.SharePercent))));
        chart.Add(Labels(rows, X), Text("text", (Left + Right) / 2.0, Bottom + 52, "epsilon of a month", "middle"));
        for (var goal = 0; goal < Lines.Length; goal++) chart.Add(Line(rows, goal, X, Y));
        return chart + "\n";
    }

    // A label that would overlap the previous one moves one line down.
    private static IEnumerable<XElement> Labels(List<AccuracyAtEpsilon> rows, Func<decimal, double> x)
    {
        var isLower = false;
        for (var index = 0; index < rows.Count; index++)
        {
            isLower = index > 0 && !isLower && x(rows[index].Epsilon) - x(rows[index - 1].Epsilon) < LabelWidth;
            yield return Text("small", x(rows[index].Epsilon), Bottom + (isLower ? 32 : 18), Name(rows[index]), "middle");
        }
    }

    private static IEnumerable<XElement> Line(List<AccuracyAtEpsilon> rows, int goal, Func<decimal, double> x, Func<double, double> y)
    {
        var points = rows.Select(row => (X: x(row.Epsilon), Y: y(row.Goals[goal].ClosePercent), Row: row)).ToList();
        var key = KeyLeft + (goal * KeyStep);
        yield return Shape("line", $"line {Lines[goal]}", ("x1", key), ("x2", key + 26), ("y1", KeyTop), ("y2", KeyTop));
        yield return Text("small", key + 32, KeyTop + 4, $"{rows[0].Goals[goal].Name}, within {rows[0].Goals[goal].WithinPercent} %");
        var line = Shape("polyline", $"line {Lines[goal]}");
        line.SetAttributeValue("points", string.Join(' ', points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.X:F1},{point.Y:F1}"))));
        yield return line;
        foreach (var point in points)
        {
            yield return Shape("circle", $"dot {Lines[goal]}", ("cx", point.X), ("cy", point.Y), ("r", 3.5))
                .WithTitle($"Epsilon {Name(point.Row)}: {TextOf(point.Row.Goals[goal])}");
        }
    }

    private static string Name(AccuracyAtEpsilon row) => AccuracyCommand.Text(row.Epsilon);

    private static string TextOf(AccuracyOfGoal goal) => string.Create(CultureInfo.InvariantCulture, $"{goal.Name} {goal.ClosePercent:F1} %");
}
