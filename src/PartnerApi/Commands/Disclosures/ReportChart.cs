using System.Globalization;
using System.Xml.Linq;
using PartnerApi.Disclosures;
using static PartnerApi.Commands.SvgChart;

namespace PartnerApi.Commands.Disclosures;

/// <summary>Draws the report as SVG, with a panel for each partner and purpose and a bar for each month.</summary>
internal static class ReportChart
{
    private const int Width = 760;
    private const int Margin = 24;
    private const int HeaderHeight = 84;
    private const int PanelHeight = 172;
    private const int BarsHeight = 88;
    private const int BarsTop = 46;
    private const int Withheld = 5;
    private const int MostLabels = 13;

    private const string Style = """
        .name{fill:#1b1f24;font:600 13px system-ui,sans-serif}.bar{fill:#2867a0}.withheld{fill:none;stroke:#8c959f;stroke-dasharray:2 2}
        @media (prefers-color-scheme:dark){.name{fill:#e6edf3}.bar{fill:#6cb0e8}.withheld{stroke:#768390}}
        """;

    public static string Draw(DisclosureReport report)
    {
        var panels = report.Cells.GroupBy(cell => (cell.Partner, cell.Purpose)).ToList();
        var height = HeaderHeight + (Math.Max(1, panels.Count) * PanelHeight);
        var chart = SvgChart.Page(
            Width,
            height,
            Margin,
            $"Cards answered, {report.From} to {report.To}",
            string.Join(' ', report.Cells.Select(cell => $"{cell.Partner}, {cell.Purpose}, {cell.Month}: {TextOf(report, cell)}.")),
            Style);
        chart.Add(Text(
            "small", Margin, 54,
            $"Rounded to the nearest {report.RoundedTo}. A dashed mark is a withheld count under {report.WithheldBelow}. Each panel has its own scale."));
        if (report.ExpiredMonths.Count > 0) chart.Add(Text("small", Margin, 70, $"Omitted because their retention has ended: {string.Join(", ", report.ExpiredMonths)}"));
        if (panels.Count == 0) chart.Add(Text("text", Margin, HeaderHeight + 30, $"No partner has {report.WithheldBelow} or more answered cards in a month."));
        for (var index = 0; index < panels.Count; index++)
            chart.Add(Panel(report, $"{panels[index].Key.Partner} · {panels[index].Key.Purpose}", [.. panels[index]], HeaderHeight + (index * PanelHeight)));
        return chart + "\n";
    }

    private static IEnumerable<XElement> Panel(DisclosureReport report, string name, List<ReportCell> cells, double top)
    {
        var bottom = top + BarsTop + BarsHeight;
        var most = Math.Max(1, cells.Max(cell => cell.Answers ?? 0));
        var step = (Width - (2.0 * Margin)) / cells.Count;
        var labelEvery = (cells.Count + MostLabels - 1) / MostLabels;
        yield return Text("name", Margin, top + 18, name);
        yield return Shape("line", "grid", ("x1", Margin), ("x2", Width - Margin), ("y1", bottom), ("y2", bottom));
        for (var index = 0; index < cells.Count; index++)
        {
            var cell = cells[index];
            var left = Margin + (index * step);
            var height = cell.Answers is { } answers ? Math.Max(1.0, BarsHeight * (double)answers / most) : Withheld;
            yield return Shape(
                    "rect", cell.Answers is null ? "withheld" : "bar",
                    ("x", left + (step * 0.15)), ("y", bottom - height), ("width", step * 0.7), ("height", height))
                .WithTitle($"{cell.Month}: {TextOf(report, cell)}");
            if (index % labelEvery != 0) continue;
            if (cell.Answers is not null) yield return Text("small", left + (step / 2), bottom - height - 5, TextOf(report, cell), "middle");
            yield return Text("small", left + (step / 2), bottom + 16, cell.Month, "middle");
        }
    }

    private static string TextOf(DisclosureReport report, ReportCell cell) =>
        cell.Answers?.ToString("N0", CultureInfo.InvariantCulture) ?? $"under {report.WithheldBelow}";
}
