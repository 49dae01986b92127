using System.CommandLine;
using System.Globalization;
using PartnerApi.Cards;
using PartnerApi.Commands;
using PartnerApi.Migrations;
using PartnerApi.Partners;
using PartnerApi.Sealing;
using PartnerApi.Statistics;

namespace PartnerApi.Registry;

/// <summary><c>cards import</c>: brings a registry export into the database, all of it or nothing.</summary>
internal static class ImportCardsCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var file = new Argument<string>("file") { HelpName = "FILE|-", Description = "The export, as schema/registry-export.md describes it; - is standard input." };
        var skipBad = new Option<string?>("--skip-bad")
        {
            HelpName = "FILE",
            Description = "Set bad lines aside in this new file, with the reason, and import the others. It holds personal data: only its owner may read it.",
        };
        var check = new Option<bool>("--check") { Description = "Change nothing; say what would change. Fails when the import would be stopped." };
        var expect = Count("--expect", "How many lines the file has after its header. [default: what its line '#export' says]");
        var asOf = CommonOptions.Date("--as-of", "The day whose state the file shows. [default: what its line '#export' says]");
        var force = new Option<bool>("--force") { Description = "Take a file whose as-of date is before that of an earlier import." };
        var reactivations = Count("--allow-reactivations", "Let so many cards that were lost or revoked become active. [default: the setting Imports:Reactivations]");
        var changes = Count(
            "--allow-changes",
            "Let so many cards be replaced, lost, revoked, moved, renamed, or valid or not by other dates. "
            + "[default: the settings Imports:ChangesPercent and ChangesAtLeast]");
        var data = CommonOptions.Data();
        var json = CommonOptions.Json();
        var quiet = CommonOptions.Quiet();
        var command = new Command("import", "Bring a registry export into the database: all of it, or nothing if a line is bad. Known cards are updated.")
        {
            file, skipBad, check, expect, asOf, force, reactivations, changes, data, json, quiet,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            var request = new ImportRequest
            {
                Path = parsed.GetRequiredValue(file),
                SkippedFile = parsed.GetValue(skipBad),
                IsCheck = parsed.GetValue(check),
                Expect = parsed.GetValue(expect),
                AsOf = parsed.GetValue(asOf),
                TakesOlder = parsed.GetValue(force),
                Reactivations = parsed.GetValue(reactivations),
                OtherChanges = parsed.GetValue(changes),
            };
            using var input = CommandFiles.OpenRead(request.Path);
            await using var services = CommandHost.Build(parsed.GetValue(data), AddTo);
            var import = new RegistryImport(services, request, input);
            var time = services.GetRequiredService<TimeProvider>();
            var summary = await ProgressDisplay.RunAsync(
                parsed.GetValue(quiet), time, display => Task.Run(() => import.Run(display, cancel), CancellationToken.None));
            if (parsed.GetValue(json)) Output.WriteJson(summary);
            else summary.Write(Console.Out, request.IsCheck);
            if (summary.Stopped is { } reason) throw new CommandRefusedException($"The import would be stopped: {reason}.");
            return ExitCodes.Success;
        });
        return command.WithExamples(
            "PartnerApi cards import registry.csv",
            "PartnerApi cards import registry.csv --check --as-of 2026-01-31 --expect 900000",
            "PartnerApi cards import registry.csv --skip-bad bad-lines.csv --json",
            "ssh registry export-cards | PartnerApi cards import - --data /var/lib/partner-api");
    }

    private static Option<long?> Count(string name, string description) => new(name)
    {
        HelpName = "N",
        Description = description,
        CustomParser = result =>
        {
            if (long.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var count)) return count;
            result.AddError($"{name} must be a whole number.");
            return null;
        },
    };

    /// <summary>Adds what an import needs.</summary>
    internal static void AddTo(HostApplicationBuilder builder)
    {
        builder.AddCityClock();
        builder.AddSealing().AddGatewayStorage().AddEnrollmentCounting().AddRegistry();
        builder.Services.AddSingleton<CardReader>();
    }
}
