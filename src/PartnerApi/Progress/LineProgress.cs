using System.Globalization;
using PartnerApi.Core;

namespace PartnerApi.Progress;

/// <summary>Shows progress as plain lines, for logs: at most one every two seconds, and none for shorter work.</summary>
internal sealed class LineProgress(TextWriter output, TimeProvider time) : IProgressDisplay
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    // A rate over less time is meaningless.
    private static readonly TimeSpan Earliest = TimeSpan.FromSeconds(0.5);

    private readonly Lock gate = new();
    private long lastLine = time.GetTimestamp();

    /// <inheritdoc/>
    public IProgressPhase Begin(string title, string unit, long? total) => new Phase(this, title, unit, total);

    /// <summary>For example <c>Writing: 120,000 of 900,000 cards (13 %), 45,120 cards/s, 17 s left</c>.</summary>
    internal static string Line(string title, string unit, long done, long? total, TimeSpan elapsed)
    {
        var culture = CultureInfo.InvariantCulture;
        if (elapsed < Earliest) return $"{title}: {Count(unit, done, total)}";
        var rate = done / elapsed.TotalSeconds;
        var left = total > done && rate > 0 ? string.Create(culture, $", {Math.Ceiling((total.Value - done) / rate):N0} s left") : "";
        return string.Create(culture, $"{title}: {Count(unit, done, total)}, {rate:N0} {unit}/s{left}");
    }

    private static string Count(string unit, long done, long? total) => total is > 0
        ? string.Create(CultureInfo.InvariantCulture, $"{done:N0} of {total:N0} {unit} ({100 * done / total} %)")
        : string.Create(CultureInfo.InvariantCulture, $"{done:N0} {unit}");

    private sealed class Phase(LineProgress display, string title, string unit, long? total) : IProgressPhase
    {
        private readonly long start = display.Now;

        public void Report(long done, long? newTotal = null)
        {
            if (!display.IsDue()) return;
            display.Write(Line(title, unit, done, newTotal ?? total, display.Since(start)));
        }
    }

    private long Now => time.GetTimestamp();

    private TimeSpan Since(long timestamp) => time.GetElapsedTime(timestamp);

    private void Write(string line) => output.WriteLine(line);

    private bool IsDue()
    {
        lock (gate)
        {
            if (time.GetElapsedTime(lastLine) < Interval) return false;
            lastLine = time.GetTimestamp();
            return true;
        }
    }
}
