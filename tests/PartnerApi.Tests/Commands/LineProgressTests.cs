using PartnerApi.Progress;

namespace PartnerApi.Tests.Commands;

public sealed class LineProgressTests : IDisposable
{
    private readonly StringWriter output = new();
    private readonly ManualTime time = new();

    public void Dispose() => output.Dispose();

    [Fact]
    public void Lines_are_at_least_two_seconds_apart()
    {
        var phase = new LineProgress(output, time).Begin("Writing", "cards", 1_000);
        for (var tenths = 1; tenths <= 50; tenths++)
        {
            time.Pass(TimeSpan.FromSeconds(0.1));
            phase.Report(tenths * 10);
        }
        Assert.Equal(
            ["Writing: 200 of 1,000 cards (20 %), 100 cards/s, 8 s left", "Writing: 400 of 1,000 cards (40 %), 100 cards/s, 6 s left"],
            output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void Phases_share_the_interval_and_a_rate_over_no_time_is_not_shown()
    {
        var display = new LineProgress(output, time);
        display.Begin("Reading", "cards", null).Report(10);
        time.Pass(TimeSpan.FromSeconds(3));
        display.Begin("Writing", "rows", null).Report(500);
        display.Begin("Sweeping", "rows", null).Report(7);
        Assert.Equal("Writing: 500 rows\n", output.ToString());
    }

    [Fact]
    public void Total_is_shown_once_it_is_known()
    {
        var phase = new LineProgress(output, time).Begin("Reading", "cards", null);
        time.Pass(TimeSpan.FromSeconds(2));
        phase.Report(1_000, 4_000);
        Assert.Equal("Reading: 1,000 of 4,000 cards (25 %), 500 cards/s, 6 s left\n", output.ToString());
    }

    private sealed class ManualTime : TimeProvider
    {
        private long now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => now;

        public void Pass(TimeSpan time) => now += time.Ticks;
    }
}
