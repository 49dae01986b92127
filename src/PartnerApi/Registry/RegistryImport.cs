using System.Diagnostics;
using PartnerApi.Commands;
using PartnerApi.Registry.Bulk;
using PartnerApi.Storage;

namespace PartnerApi.Registry;

/// <summary>One import of a registry export: reads, has bad lines set aside or stops at the first, and says what came of it.</summary>
internal sealed class RegistryImport(IServiceProvider services, string path, Stream input, string? skippedFile)
{
    private readonly string name = path == CommandFiles.StandardStream ? "standard input" : path;

    /// <summary>Runs it. Blocks until all is done.</summary>
    /// <exception cref="CommandRefusedException">The message says why, and that nothing was imported, or that this is not known.</exception>
    public ImportSummary Run(IProgressDisplay display, CancellationToken cancel)
    {
        var started = Stopwatch.GetTimestamp();
        using var skipped = skippedFile is null ? null : new SkippedLines(skippedFile);
        RegistryReader? reader = null;
        reader = new RegistryReader(input, Refuse);
        try
        {
            // The secrets come first: without them no database is made.
            var writer = services.GetRequiredService<CardBulkWriter>();
            services.GetRequiredService<StorageStartup>().Prepare();
            var progress = new ImportDisplay(display, () => reader.Position, input.CanSeek ? input.Length : null);
            var result = writer.Write(reader.Read(), Refuse, progress, cancel);
            skipped?.Keep();
            return Summary(result, skipped?.Count ?? 0, Stopwatch.GetElapsedTime(started));
        }
        catch (InvalidDataException notAnExport)
        {
            throw new CommandRefusedException($"{name}: {notAnExport.Message}. Nothing was imported.", notAnExport);
        }
        catch (StoreUnavailableException store)
        {
            var outcome = store.Trouble == StoreTrouble.OutcomeUnknown ? "Import the file again: what is there already stays as it is." : "Nothing was imported.";
            throw new CommandRefusedException($"{store.Message} {outcome}", store);
        }

        void Refuse(long line, LineProblem problem)
        {
            if (skipped is null) throw Refusal(line, problem);
            skipped.Add(line, problem, reader!.CurrentLine);
        }
    }

    private CommandRefusedException Refusal(long line, LineProblem problem) =>
        new($"{name}: {problem.At(line)}. Nothing was imported; --skip-bad FILE would set bad lines aside.");

    private ImportSummary Summary(ImportResult result, long skipped, TimeSpan elapsed)
    {
        using var process = Process.GetCurrentProcess();
        return new ImportSummary(
            result.Lines - result.Updated, result.Updated, skipped, skipped > 0 ? skippedFile : null, Math.Round(elapsed.TotalSeconds, 2),
            process.PeakWorkingSet64, result.Swept);
    }
}
