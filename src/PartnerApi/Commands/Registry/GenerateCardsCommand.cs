using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using PartnerApi.Core;
using PartnerApi.Migrations;
using PartnerApi.Partners;
using PartnerApi.Progress;
using PartnerApi.Registry;
using PartnerApi.Registry.Synthetic;
using PartnerApi.Sealing;

namespace PartnerApi.Commands.Registry;

/// <summary><c>cards generate</c>: writes a synthetic registry export of any size. The same seed, count and day give the same export.</summary>
internal static class GenerateCardsCommand
{
    private const long MaxCount = 1_000_000_000;
    private const int LinesBetweenReports = 4_096;

    public static Command Create()
    {
        var count = new Option<long>("--count") { HelpName = "N", Description = "The number of cards.", Required = true, CustomParser = ReadCount };
        var seed = new Option<ulong>("--seed") { HelpName = "S", Description = "The seed. A different seed gives different cards.", DefaultValueFactory = _ => 1 };
        var output = new Option<string>("--output")
        {
            HelpName = "FILE|-",
            Description = "The file to write; - is standard output.",
            DefaultValueFactory = _ => CommandFiles.StandardStream,
        };
        var today = CommonOptions.Date("--today", "The last day on which a card may have been issued. [default: today in the city]");
        var quiet = CommonOptions.Quiet();

        var command = new Command("generate", "Write a synthetic registry export (CSV). All people in it are invented.")
        {
            count, seed, output, today, quiet,
        };
        command.SetAction((parsed, cancel) =>
        {
            var day = parsed.GetValue(today) ?? TodayInTheCity();
            if (day < SyntheticRegistry.Opening)
                throw new RefusedException($"--today must not be before {SyntheticRegistry.Opening:yyyy-MM-dd}, when the first card was issued.");
            return ProgressDisplay.RunAsync(parsed.GetValue(quiet), TimeProvider.System, display => Task.Run(
                () => Generate(parsed.GetValue(count), parsed.GetValue(seed), day, parsed.GetRequiredValue(output), display, cancel), cancel));
        });
        return command.WithExamples(
            "PartnerApi cards generate --count 900000 --output registry.csv",
            "PartnerApi cards generate --count 1000 --seed 42 --today 2026-01-31 | PartnerApi cards import -");
    }

    private static long ReadCount(ArgumentResult result)
    {
        var isNumber = long.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var count);
        if (!isNumber || count is < 1 or > MaxCount) result.AddError(string.Create(CultureInfo.InvariantCulture, $"--count must be from 1 to {MaxCount:N0}."));
        return count;
    }

    private static DateOnly TodayInTheCity()
    {
        using var services = CommandHost.Build(null, builder => builder.AddSealing().AddGatewayStorage().AddPartners());
        return services.GetRequiredService<CityClock>().Today;
    }

    private static int Generate(long count, ulong seed, DateOnly today, string path, IProgressDisplay display, CancellationToken cancel)
    {
        CommandFiles.Write(path, output =>
        {
            var phase = display.Begin("Generating", "cards", count);
            var writer = new RegistryWriter(output, withReplaces: false);
            writer.WriteHeader(new ExportManifest(today, count));
            var written = 0L;
            foreach (var line in SyntheticRegistry.Lines(count, seed, today))
            {
                writer.Write(line);
                if (++written % LinesBetweenReports != 0) continue;
                cancel.ThrowIfCancellationRequested();
                phase.Report(written);
            }
            writer.Flush();
            phase.Report(written);
        });
        return ExitCodes.Success;
    }
}
