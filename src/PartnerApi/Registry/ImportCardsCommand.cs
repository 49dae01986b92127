using System.CommandLine;
using System.Globalization;
using PartnerApi.Cards;
using PartnerApi.Commands;
using PartnerApi.Partners;
using PartnerApi.Sealing;
using PartnerApi.Statistics;
using PartnerApi.Storage;

namespace PartnerApi.Registry;

/// <summary>What <c>cards import --json</c> prints.</summary>
/// <param name="Added">Cards that were not known before.</param>
/// <param name="Updated">Cards that were.</param>
/// <param name="Skipped">Bad lines that were set aside.</param>
/// <param name="SkippedFile">Where they are; null when there are none.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="PeakMemoryBytes">The most memory that the process had at a time (resident set).</param>
/// <param name="Swept">False when traces of replaced rows are left until the next import or start.</param>
internal sealed record ImportSummary(long Added, long Updated, long Skipped, string? SkippedFile, double Seconds, long PeakMemoryBytes, bool Swept);

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
        var data = CommonOptions.Data();
        var json = CommonOptions.Json();
        var quiet = CommonOptions.Quiet();
        var command = new Command("import", "Bring a registry export into the database: all of it, or nothing if a line is bad. Known cards are updated.")
        {
            file, skipBad, data, json, quiet,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            var path = parsed.GetRequiredValue(file);
            using var input = CommandFiles.OpenRead(path);
            await using var services = CommandHost.Build(parsed.GetValue(data), AddTo);
            var import = new RegistryImport(services, path, input, parsed.GetValue(skipBad));
            var time = services.GetRequiredService<TimeProvider>();
            var summary = await ProgressDisplay.RunAsync(
                parsed.GetValue(quiet), time, display => Task.Run(() => import.Run(display, cancel), CancellationToken.None));
            Show(summary, parsed.GetValue(json));
            return ExitCodes.Success;
        });
        return command.WithExamples(
            "PartnerApi cards import registry.csv",
            "PartnerApi cards import registry.csv --skip-bad bad-lines.csv --json",
            "ssh registry export-cards | PartnerApi cards import - --data /var/lib/partner-api");
    }

    /// <summary>Adds what an import needs.</summary>
    internal static void AddTo(HostApplicationBuilder builder)
    {
        builder.AddCityClock();
        builder.AddSealing().AddStorage().AddEnrollmentCounting().AddRegistry();
        builder.Services.AddSingleton<CardReader>();
    }

    private static void Show(ImportSummary summary, bool asJson)
    {
        if (asJson)
        {
            Output.WriteJson(summary);
            return;
        }
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{summary.Added:N0} cards added, {summary.Updated:N0} updated, {summary.Skipped:N0} lines skipped, in {summary.Seconds:N1} s with at most "
            + $"{summary.PeakMemoryBytes >> 20:N0} MiB."));
        if (summary.SkippedFile is { } skipped) Console.Out.WriteLine($"The skipped lines are in {skipped}, which holds personal data: correct, import and destroy it.");
        if (!summary.Swept) Console.Out.WriteLine("A reader kept traces of replaced rows; the next import or start of the server removes them.");
    }
}
