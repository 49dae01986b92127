using PartnerApi.Core;

namespace PartnerApi.Registry.Bulk;

/// <summary>
/// Shows an import's progress. The number of lines in a file is not known while it is read, so it is estimated from the bytes.
/// </summary>
/// <param name="display">Where it is shown.</param>
/// <param name="bytesRead">The number of bytes read so far.</param>
/// <param name="bytes">The size of the file in bytes; null if unknown.</param>
internal sealed class ImportDisplay(IProgressDisplay display, Func<long> bytesRead, long? bytes) : IProgress<ImportProgress>
{
    private readonly Lock gate = new();
    private ImportPhase? current;
    private IProgressPhase? phase;
    private long done;

    /// <inheritdoc/>
    public void Report(ImportProgress value)
    {
        lock (gate)
        {
            // Each table in a phase counts from zero again.
            if (phase is null || value.Phase > current || (value.Phase == current && value.Done < done))
            {
                current = value.Phase;
                var (title, unit) = Words(value.Phase);
                phase = display.Begin(title, unit, value.Total);
            }
            if (value.Phase != current) return;
            done = value.Done;
            phase.Report(done, value.Total ?? Estimate(value));
        }
    }

    private long? Estimate(ImportProgress value)
    {
        if (value.Phase != ImportPhase.Reading || bytes is not { } length || bytesRead() is not (> 0 and var read)) return null;
        return Math.Max(value.Done, (long)(value.Done * (double)length / read));
    }

    private static (string Title, string Unit) Words(ImportPhase phase) => phase switch
    {
        ImportPhase.Clearing => ("Clearing", "rows"),
        ImportPhase.Reading => ("Reading", "cards"),
        ImportPhase.Sealing => ("Sealing", "cards"),
        ImportPhase.Writing => ("Writing", "rows"),
        _ => ("Sweeping", "rows"),
    };
}
