using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using PartnerApi.Commands.Disclosures;
using PartnerApi.Core;
using PartnerApi.Disclosures;
using PartnerApi.Ledger;
using PartnerApi.Migrations;
using PartnerApi.Progress;
using PartnerApi.Storage;
using PartnerApi.Storage.Copy;

namespace PartnerApi.Commands.Storage;

/// <summary><c>storage</c>: moves the database from SQLite to PostgreSQL.</summary>
internal static class StorageCommand
{
    public static Command Create() => new Command("storage", "Move the database from SQLite to PostgreSQL.") { CreateCopy() }
        .WithExamples("PartnerApi storage copy");

    private static Command CreateCopy()
    {
        var (data, json, quiet) = (CommonOptions.Data(), CommonOptions.Json(), CommonOptions.Quiet());
        var command = new Command(
            "copy",
            $"Copy the SQLite database in the data folder to the empty PostgreSQL database in the setting {StorageSettings.PostgreSqlSetting}, compare every row, "
            + "and verify the ledger. Stop the gateway first. Sealed values are copied without being opened, so no secret is needed. An interrupted copy continues "
            + "when you run the command again. The SQLite file, the ledger and the keys stay in the data folder.")
        {
            data, json, quiet,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            await using var services = CommandHost.Build(parsed.GetValue(data), AddTo);
            if (string.IsNullOrWhiteSpace(services.GetRequiredService<IConfiguration>()[StorageSettings.PostgreSqlSetting]))
                throw new SettingException(StorageSettings.PostgreSqlSetting, "it is required. Set it to the connection string of the target database.");
            var time = services.GetRequiredService<TimeProvider>();
            var started = Stopwatch.GetTimestamp();
            var (tables, ledger) = await ProgressDisplay.RunAsync(
                parsed.GetValue(quiet), time, display => Task.Run(() => Run(services, display, cancel), CancellationToken.None));
            Show(tables, ledger, Stopwatch.GetElapsedTime(started), parsed.GetValue(json));
            if (ledger is { Faults.Count: > 0 })
            {
                throw new RefusedException("The database was copied, but the ledger has been altered or damaged. Run 'disclosures verify'.");
            }
            return ExitCodes.Success;
        });
        return command.WithExamples(
            "PartnerApi storage copy --data /var/lib/partner-api --json",
            "Storage__PostgreSql='Host=db;Database=cards;Username=gateway' PartnerApi storage copy");
    }

    private static void AddTo(HostApplicationBuilder builder)
    {
        builder.AddGatewayStorage();
        builder.AddLedger();
    }

    private static (IReadOnlyList<CopiedRows> Tables, LedgerReport? Ledger) Run(IServiceProvider services, IProgressDisplay display, CancellationToken cancel)
    {
        var folder = services.GetRequiredService<LedgerFolder>().Path;

        // Anything that a running gateway writes from now on would be lost.
        if (SegmentWriter.IsAnyRunning(folder)) throw new RefusedException("A gateway is running on the data folder. Stop it first.");
        var hasLedger = Directory.Exists(folder);
        if (hasLedger) VerifyCommand.RequireKeys(folder, []);
        var tables = services.GetRequiredService<StoreCopy>().Run(new Phases(display), cancel);
        if (!hasLedger) return (tables, null);
        return (tables, new LedgerVerifier(folder, services.GetRequiredService<EvidenceKeys>()).Verify([], "", display, cancel));
    }

    private static void Show(IReadOnlyList<CopiedRows> tables, LedgerReport? ledger, TimeSpan took, bool asJson)
    {
        if (asJson)
        {
            Output.WriteJson(new { Tables = tables, LedgerRecords = ledger?.Records, LedgerFaults = ledger?.Faults.Count, Seconds = took.TotalSeconds });
            return;
        }
        foreach (var table in tables)
        {
            var rows = table.Rows == 1 ? "row" : "rows";
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{table.Table,-20} {table.Rows,12:N0} {rows}"));
        }
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Copied and compared in {took.TotalSeconds:N1} s."));
        if (ledger is { Faults.Count: 0 })
        {
            Console.Out.WriteLine($"The ledger is intact: {English.Count(ledger.Records, "record")}.");
        }
    }

    /// <summary>Reports the copy's two phases to the display.</summary>
    private sealed class Phases(IProgressDisplay display) : IProgress<CopyProgress>
    {
        private IProgressPhase? phase;
        private bool comparing;

        public void Report(CopyProgress value)
        {
            if (phase is null || value.Comparing != comparing)
            {
                phase = display.Begin(value.Comparing ? "Comparing" : "Copying", "rows", value.Total);
                comparing = value.Comparing;
            }
            phase.Report(value.Done);
        }
    }
}
