using System.CommandLine;
using System.Globalization;
using PartnerApi.Cards;
using PartnerApi.Migrations;
using PartnerApi.Partners;
using PartnerApi.Progress;
using PartnerApi.Registry;
using PartnerApi.Registry.Bulk;
using PartnerApi.Sealing;
using PartnerApi.Statistics;

namespace PartnerApi.Commands.Registry;

/// <summary><c>cards import</c>: imports a registry export into the database atomically.</summary>
internal static class ImportCardsCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { HelpName = "FILE|-", Description = "The export, in the format of schema/registry-export.md; - is standard input." };
        var skipBad = new Option<string?>("--skip-bad")
        {
            HelpName = "FILE",
            Description = "Skip bad lines and write them, with the reasons, to this new file. It holds personal data: only its owner can read it.",
        };
        var check = new Option<bool>("--check") { Description = "Show the changes without making them. Fails if the import would be stopped." };
        var expect = Count("--expect", "The number of lines after the file's header. [default: from the file's '#export' line]");
        var asOf = CommonOptions.Date("--as-of", "The day whose state the file shows. [default: from the file's '#export' line]");
        var force = new Option<bool>("--force") { Description = "Import a file whose as-of date is before that of an earlier import." };
        var reactivations = Count("--allow-reactivations", "Allow up to N lost or revoked cards to become active. [default: the setting Imports:Reactivations]");
        var changes = Count(
            "--allow-changes",
            "Allow up to N cards to be replaced, lost, or revoked, or to change their validity dates, holder, or borough. "
            + "[default: the settings Imports:ChangesPercent and ChangesAtLeast]");
        var data = CommonOptions.Data();
        var json = CommonOptions.Json();
        var quiet = CommonOptions.Quiet();
        var command = new Command("import", "Import a registry export. Known cards are updated. If a line is bad, nothing is imported.")
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
            if (summary.Stopped is { } reason) throw new RefusedException($"The import would be stopped: {reason}.");
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

    /// <summary>Adds the services that an import needs.</summary>
    internal static void AddTo(HostApplicationBuilder builder)
    {
        builder.AddCityClock();
        builder.AddSealing().AddGatewayStorage().AddEnrollmentCounting().AddRegistry().AddImport();
        builder.Services.AddSingleton<CardReader>();
    }
}
