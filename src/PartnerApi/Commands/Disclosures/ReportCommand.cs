using System.CommandLine;
using System.Globalization;
using System.Text;
using PartnerApi.Clocks;
using PartnerApi.Core;
using PartnerApi.Disclosures;
using PartnerApi.Ledger;
using PartnerApi.Migrations;
using PartnerApi.Partners;
using PartnerApi.Progress;
using PartnerApi.Storage;

namespace PartnerApi.Commands.Disclosures;

/// <summary><c>disclosures report</c>: counts the answered cards, in a form that can be published.</summary>
internal static class ReportCommand
{
    private const int UsualMonths = 12;
    private const int MostMonths = 120;

    public static Command Create()
    {
        var from = Month("--from", "The first month. [default: 11 months before the last]");
        var to = Month("--to", "The last month, which must be past. [default: the previous month]");
        var svg = new Option<string?>("--svg") { HelpName = "FILE|-", Description = "Also draw the counts as a chart, for light and dark pages." };
        var (data, json, quiet) = (CommonOptions.Data(), CommonOptions.Json(), CommonOptions.Quiet());
        var command = new Command(
            "report",
            "Count the answered cards by partner, purpose, and month, in a form that can be published. Cells under "
            + $"{DisclosureCounts.WithheldBelow}, including empty ones, are withheld. The others are rounded to the nearest {DisclosureCounts.RoundedTo}. "
            + "There are no totals, from which a withheld cell could be computed. A partner and purpose appear only if one of their cells is shown. "
            + "Only past months are counted, and only until the retention of their records ends.")
        {
            from, to, svg, data, json, quiet,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            await using var services = CommandHost.Build(parsed.GetValue(data), AddServices);
            var clock = services.GetRequiredService<CityClock>();
            RequireTrustedClock(services);
            var (first, last) = Range(parsed.GetValue(from), parsed.GetValue(to), clock.Today);
            var folder = services.GetRequiredService<LedgerFolder>().Path;
            if (Path.GetDirectoryName(folder) is { } home && !Directory.Exists(home))
            {
                throw new RefusedException($"{home}: the data folder does not exist. Name it with --data.");
            }
            var counted = await ProgressDisplay.RunAsync(
                parsed.GetValue(quiet),
                services.GetRequiredService<TimeProvider>(),
                display => Task.Run(() => DisclosureCounts.Count(folder, first, last, clock, display, cancel), CancellationToken.None));
            var report = counted.OrRefuse(segment => $"{segment.Name}.log has a malformed line. Run 'disclosures verify'.");
            if (parsed.GetValue(svg) is { } file) CommandFiles.Write(file, stream => stream.Write(Encoding.UTF8.GetBytes(ReportChart.Draw(report))));
            if (parsed.GetValue(svg) != CommandFiles.StandardStream) Show(report, parsed.GetValue(json));
            return ExitCodes.Success;
        });
        return command.WithExamples(
            "PartnerApi disclosures report",
            "PartnerApi disclosures report --from 2026-01 --to 2026-06 --json",
            "PartnerApi disclosures report --svg disclosures.svg");
    }

    // With a wrong clock, a month could be published before it ends.
    private static void RequireTrustedClock(IServiceProvider services)
    {
        if (services.GetRequiredService<StorageStartup>().Exists && !services.GetRequiredService<TrustedTime>().Read().IsTrusted)
            throw new RefusedException("The clock is not trusted, so it is not known which months have ended. Run 'clock status'.");
    }

    private static (DateOnly First, DateOnly Last) Range(DateOnly? from, DateOnly? to, DateOnly today)
    {
        var over = new DateOnly(today.Year, today.Month, 1).AddMonths(-1);
        var last = to ?? over;
        var first = from ?? last.AddMonths(1 - UsualMonths);
        if (last > over)
            throw new RefusedException($"{DisclosureCounts.Text(last)} has not ended. Two reports of it would reveal the requests between them.");
        if (first > last) throw new RefusedException("--from must not be after --to.");
        if (first.AddMonths(MostMonths) <= last) throw new RefusedException($"A report has at most {MostMonths} months.");
        return (first, last);
    }

    private static void Show(DisclosureReport report, bool asJson)
    {
        if (asJson)
        {
            Output.WriteJson(report);
            return;
        }
        var culture = CultureInfo.InvariantCulture;
        Output.WriteTable(
            ["month", "partner", "purpose", "cards answered"],
            report.Cells.Select(cell => (string[])[cell.Month, cell.Partner, cell.Purpose, cell.Answers?.ToString("N0", culture) ?? $"under {report.WithheldBelow}"]));
        Console.Out.WriteLine($"{report.From} to {report.To}; counts under {report.WithheldBelow} withheld, others rounded to the nearest {report.RoundedTo}.");
        if (report.ExpiredMonths.Count > 0) Console.Out.WriteLine($"Omitted because their retention has ended: {string.Join(", ", report.ExpiredMonths)}.");
    }

    private static void AddServices(HostApplicationBuilder builder)
    {
        builder.AddLedger();
        builder.AddGatewayStorage();
        builder.AddCityClock();
        builder.AddTrustedTime();
    }

    private static Option<DateOnly?> Month(string name, string description) => new(name)
    {
        HelpName = "YYYY-MM",
        Description = description,
        CustomParser = result =>
        {
            if (DateOnly.TryParseExact(result.Tokens[0].Value, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month)) return month;
            result.AddError($"{name}: expected a month like 2026-03.");
            return null;
        },
    };
}
