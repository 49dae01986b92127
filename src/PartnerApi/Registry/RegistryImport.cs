using System.Diagnostics;
using PartnerApi.Commands;
using PartnerApi.Core;
using PartnerApi.Registry.Bulk;
using PartnerApi.Storage;

namespace PartnerApi.Registry;

/// <summary>What the command was told about an import.</summary>
internal sealed record ImportRequest
{
    /// <summary>The file, as the operator named it.</summary>
    public required string Path { get; init; }

    /// <summary>Where bad lines are set aside; null to stop at the first.</summary>
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

/// <summary>One import of a registry export: reads, has bad lines set aside or stops at the first, and says what came of it.</summary>
internal sealed class RegistryImport(IServiceProvider services, ImportRequest request, Stream input)
{
    private readonly string name = request.Path == CommandFiles.StandardStream ? "standard input" : request.Path;

    private string Nothing => request.IsCheck ? "" : " Nothing was imported.";

    /// <summary>Runs it. Blocks until all is done.</summary>
    /// <exception cref="CommandRefusedException">The message says why, and that nothing was imported, or that this is not known.</exception>
    public ImportSummary Run(IProgressDisplay display, CancellationToken cancel)
    {
        var started = Stopwatch.GetTimestamp();
        // A check writes nothing, and no personal data to a file.
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
            // The secrets come first: without them no database is made.
            var writer = services.GetRequiredService<CardBulkWriter>();
            services.GetRequiredService<StorageStartup>().Prepare();
            var progress = new ImportDisplay(display, () => reader.Position, input.CanSeek ? input.Length : null);
            var result = writer.Write(reader, options, progress, cancel);
            return ImportSummary.Of(result, request.IsCheck ? null : request.SkippedFile, Stopwatch.GetElapsedTime(started));
        }
        catch (InvalidDataException refused)
        {
            throw new CommandRefusedException($"{name}: {refused.Message}.{Nothing}", refused);
        }
        catch (StoreUnavailableException store)
        {
            var outcome = store.Trouble == StoreTrouble.OutcomeUnknown ? " Import the file again: what is there already stays as it is." : Nothing;
            throw new CommandRefusedException($"{store.Message}{outcome}", store);
        }
    }

    private CommandRefusedException Refusal(BadLine line) =>
        new($"{name}: {line.Problem.At(line.LineNumber)}.{Nothing.TrimEnd('.')}{(request.IsCheck ? " " : "; ")}--skip-bad FILE would set bad lines aside.");
}
