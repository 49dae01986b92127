using System.CommandLine;
using System.Globalization;
using PartnerApi.Statistics;
using PartnerApi.Storage;

namespace PartnerApi.Commands.Statistics;

/// <summary><c>statistics releases</c>: lists the released months with their epsilon, and what the next month waits for.</summary>
internal static class ReleasesCommand
{
    public static Command Create()
    {
        var (data, json) = (CommonOptions.Data(), CommonOptions.Json());
        var command = new Command(
            "releases",
            "List the released months with their epsilon in the budget ledger, and show what the next month waits for. The first release is that of the cards in "
            + "force before the first month.")
        {
            data, json,
        };
        command.SetAction(CommandHost.Action(data, AddTo, (services, parsed, _) =>
        {
            services.GetRequiredService<StorageStartup>().PrepareExisting();
            Show(Released(services), services.GetRequiredService<ReleaseService>().Next(), parsed.GetValue(json));
            return Task.CompletedTask;
        }));
        return command.WithExamples("PartnerApi statistics releases", "PartnerApi statistics releases --json");
    }

    private static List<ReleaseLine> Released(IServiceProvider services)
    {
        using var session = services.GetRequiredService<ReadSessions>().Begin();
        var all = services.GetRequiredService<Publications>().In(session);
        return all.Opening is { } opening ? [Line(opening), .. all.Months.Select(Line)] : [];
    }

    private static void Show(List<ReleaseLine> lines, OpenMonth next, bool asJson)
    {
        var waitsFor = next.WaitsFor is { } wait ? ReleaseWaitText.Of(wait) : null;
        if (asJson)
        {
            Output.WriteJson(new { Releases = lines, Next = new { Month = next.Month.ToString(), WaitsFor = waitsFor } });
            return;
        }
        Output.WriteTable(["month", "published on", "epsilon", "unspent epsilon", "epsilon of a lifetime", "mechanism"], lines.Select(Row));
        Console.Out.WriteLine(waitsFor is not null ? $"{next.Month} waits for {waitsFor}." : $"{next.Month} can be released. Run 'statistics release'.");
    }

    private static void AddTo(HostApplicationBuilder builder)
    {
        ReleaseCommand.AddTo(builder);
        builder.Services.AddSingleton<Publications>();
    }

    private static ReleaseLine Line(Publication release) => new(
        release.Month.ToString(),
        release.PublishedOn,
        release.SpentMillionths,
        release.Content.BudgetMillionths - release.SpentMillionths,
        release.SpentMillionths * release.Content.MonthsPerHolder,
        release.Content.Mechanism);

    private static string[] Row(ReleaseLine line) =>
    [
        line.Month,
        line.PublishedOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ReleaseCommand.Epsilon(line.EpsilonMillionths),
        ReleaseCommand.Epsilon(line.BudgetLeftMillionths),
        ReleaseCommand.Epsilon(line.LifetimeEpsilonMillionths),
        line.Mechanism,
    ];

    private sealed record ReleaseLine(
        string Month, DateOnly PublishedOn, int EpsilonMillionths, int BudgetLeftMillionths, int LifetimeEpsilonMillionths, string Mechanism);
}
