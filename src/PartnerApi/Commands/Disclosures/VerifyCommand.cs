using System.CommandLine;
using System.Globalization;
using PartnerApi.Core;
using PartnerApi.Disclosures;
using PartnerApi.Ledger;
using PartnerApi.Progress;

namespace PartnerApi.Commands.Disclosures;

/// <summary><c>disclosures verify</c>: verifies that no record of the ledger was changed, removed, or reordered.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var heads = new Option<string?>("--heads")
        {
            HelpName = "FILE|-",
            Description = "Kept heads from /disclosures/heads, and kept receipts that name a head, one on each line. Each head must be in the ledger. "
                + "Without them, a truncation that also removes the signed heads cannot be detected.",
        };
        var (data, json, quiet) = (CommonOptions.Data(), CommonOptions.Json(), CommonOptions.Quiet());
        var command = new Command(
            "verify", "Verify every chain of the ledger, and name each changed segment with its first faulty line. Works while a gateway is running.")
        {
            heads, data, json, quiet,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            await using var services = CommandHost.Build(parsed.GetValue(data), builder => builder.AddLedger());
            var folder = services.GetRequiredService<LedgerFolder>().Path;
            var home = Path.GetDirectoryName(folder)!;
            if (!Directory.Exists(home)) throw new RefusedException($"{home}: the data folder does not exist. Name it with --data.");
            var isNew = Segment.AllIn(folder).Count == 0 && Segment.SignedIn(folder).Count == 0;
            if (isNew && parsed.GetValue(heads) is null)
            {
                ShowNothing(folder, parsed.GetValue(json));
                return ExitCodes.Success;
            }
            var keptIn = parsed.GetValue(heads);
            var kept = keptIn is null ? [] : ReadHeads(keptIn);
            RequireKeys(folder, kept);
            var verifier = new LedgerVerifier(folder, services.GetRequiredService<EvidenceKeys>());
            var time = services.GetRequiredService<TimeProvider>();
            var report = await ProgressDisplay.RunAsync(
                parsed.GetValue(quiet), time, display => Task.Run(() => verifier.Verify(kept, keptIn ?? "", display, cancel), CancellationToken.None));
            Show(report, kept.Count, parsed.GetValue(json));
            if (report.Faults.Count == 0) return ExitCodes.Success;
            throw new RefusedException($"The ledger was changed: {English.Count(report.Faults.Count, "fault")}.");
        });
        return command.WithExamples(
            "PartnerApi disclosures verify",
            "PartnerApi disclosures verify --heads kept-heads.txt --json",
            "curl -s https://cards.example.gov/disclosures/heads >> kept-heads.txt");
    }

    /// <summary>Ends the command if the keys that signed the ledger's heads are missing.</summary>
    public static void RequireKeys(string folder, IReadOnlyList<string> kept)
    {
        if (LedgerVerifier.LacksKeys(folder, kept))
            throw new RefusedException($"{folder}: the keys that signed its heads are missing. Restore keys/evidence*.pem of its data folder.");
    }

    private static List<string> ReadHeads(string path)
    {
        using var reader = new StreamReader(CommandFiles.OpenRead(path));
        var lines = new List<string>();
        while (CommandFiles.Named(path, reader.ReadLine) is { } line)
        {
            if (line.Trim() is { Length: > 0 } head) lines.Add(head);
        }
        return lines;
    }

    private static void ShowNothing(string folder, bool asJson)
    {
        if (asJson) Show(new LedgerReport(0, 0, 0, 0, 0, []), 0, asJson);
        else Console.Out.WriteLine($"{folder}: the ledger has no records yet.");
    }

    private static void Show(LedgerReport report, int kept, bool asJson)
    {
        if (asJson)
        {
            var verified = report.Faults.Count == 0;
            Output.WriteJson(
                new { Verified = verified, report.Writers, report.Segments, report.Records, report.Expired, report.Heads, KeptHeads = kept, report.Faults });
            return;
        }
        foreach (var fault in report.Faults) Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{fault.File}, line {fault.Line}: {fault.Problem}."));
        if (report.Faults.Count > 0) return;
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Verified: {English.Count(report.Records, "record")} and {English.Count(report.Expired, "hash", "hashes")} of expired records, "
            + $"in {English.Count(report.Segments, "segment")} of {English.Count(report.Writers, "writer")}. "
            + $"They agree with {English.Count(report.Heads, "signed head")} and {English.Count(kept, "kept head")}."));
    }
}
