using PartnerApi.Commands;
using PartnerApi.Registry.Bulk;

namespace PartnerApi.Registry;

/// <summary>
/// Shows how far an import is. How many lines a file has is not known while it is read, so their number is estimated from the bytes.
/// </summary>
/// <param name="display">Where it is shown.</param>
/// <param name="bytesRead">How many bytes of the file have been read.</param>
/// <param name="bytes">How many it has; null when nobody knows.</param>
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
            // A table that is gone through after another counts from its beginning again.
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
