using System.CommandLine;
using System.Globalization;
using PartnerApi.Commands;
using PartnerApi.Storage;

namespace PartnerApi.Statistics;

/// <summary><c>statistics releases</c>: what was published, and what it cost.</summary>
internal static class ReleasesCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var (data, json) = (CommonOptions.Data(), CommonOptions.Json());
        var command = new Command("releases", "List the months that were released, with what the budget ledger has booked for each.") { data, json };
        command.SetAction(CommandHost.Action(data, AddTo, (services, parsed, _) =>
        {
            services.GetRequiredService<StorageStartup>().Prepare();
            using var session = services.GetRequiredService<ReadSessions>().Begin();
            var lines = services.GetRequiredService<Publications>().In(session).Select(Line).ToList();
            if (parsed.GetValue(json)) Output.WriteJson(lines);
            else Output.WriteTable(["month", "published on", "epsilon", "left of the month", "epsilon of a lifetime", "mechanism"], lines.Select(Row));
            return Task.CompletedTask;
        }));
        return command.WithExamples("PartnerApi statistics releases", "PartnerApi statistics releases --json");
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
