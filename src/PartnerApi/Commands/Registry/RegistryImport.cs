using System.Diagnostics;
using PartnerApi.Core;
using PartnerApi.Registry;
using PartnerApi.Registry.Bulk;
using PartnerApi.Storage;

namespace PartnerApi.Commands.Registry;

/// <summary>The command's options for an import.</summary>
internal sealed record ImportRequest
{
    /// <summary>The path of the file, as the operator gave it.</summary>
    public required string Path { get; init; }

    /// <summary>The file for skipped bad lines; null to stop at the first bad line.</summary>
    public string? SkippedFile { get; init; }

    /// <inheritdoc cref="ImportOptions.Expect"/>
    public long? Expect { get; init; }

    /// <inheritdoc cref="ImportOptions.AsOf"/>
    public DateOnly? AsOf { get; init; }

    /// <inheritdoc cref="ImportOptions.TakesOlder"/>
    public bool TakesOlder { get; init; }

    /// <inheritdoc cref="ImportOptions.Reactivations"/>
    public long? Reactivations { get; init; }

    /// <inheritdoc cref="ImportOptions.OtherChanges"/>
    public long? OtherChanges { get; init; }

    /// <inheritdoc cref="ImportOptions.IsCheck"/>
    public bool IsCheck { get; init; }
}

/// <summary>One import of a registry export. Skips bad lines, or stops at the first one, and returns a summary.</summary>
internal sealed class RegistryImport(IServiceProvider services, ImportRequest request, Stream input)
{
    private readonly string name = request.Path == CommandFiles.StandardStream ? "standard input" : request.Path;

    private string Nothing => request.IsCheck ? "" : " Nothing was imported.";

    /// <summary>Runs the import. Blocks until it is complete.</summary>
    /// <exception cref="RefusedException">The message says why, and that nothing was imported or that the outcome is unknown.</exception>
    public ImportSummary Run(IProgressDisplay display, CancellationToken cancel)
    {
        var started = Stopwatch.GetTimestamp();
        // A check does not write personal data to a file.
        using var skipped = request.SkippedFile is { } file && !request.IsCheck ? new SkippedLines(file) : null;
        var reader = new RegistryReader(input);
        var options = new ImportOptions
        {
            OnBadLine = line =>
            {
                if (request.SkippedFile is null) throw Refusal(line);
            },
            KeepBadLines = skipped is null ? null : lines => skipped.Keep(lines, reader.HasReplaces),
            Expect = request.Expect,
            AsOf = request.AsOf,
            TakesOlder = request.TakesOlder,
            Reactivations = request.Reactivations,
            OtherChanges = request.OtherChanges,
            IsCheck = request.IsCheck,
        };
        try
        {
            // Load the secrets first: without them, no database is created.
            var writer = services.GetRequiredService<CardBulkWriter>();
            services.GetRequiredService<StorageStartup>().Prepare();
            var progress = new ImportDisplay(display, () => reader.Position, input.CanSeek ? input.Length : null);
            var result = writer.Write(reader, options, progress, cancel);
            return ImportSummary.Of(result, request.IsCheck ? null : request.SkippedFile, Stopwatch.GetElapsedTime(started));
        }
        catch (ImportRejectedException rejected)
        {
            throw new RefusedException($"{name}: {ImportRejectionText.Of(rejected.Rejection)}.{Nothing}", rejected);
        }
        catch (ExportRejectedException rejected)
        {
            throw new RefusedException($"{name}: {ImportRejectionText.Of(rejected.Rejection)}.{Nothing}", rejected);
        }
        catch (StoreUnavailableException store)
        {
            var outcome = store.Trouble == StoreTrouble.OutcomeUnknown ? " Import the file again. Repeating an import is safe." : Nothing;
            throw new RefusedException($"{store.Message}{outcome}", store);
        }
    }

    private RefusedException Refusal(BadLine line) =>
        new($"{name}: {line.Problem.At(line.LineNumber)}.{Nothing} Use --skip-bad FILE to skip bad lines.");
}
