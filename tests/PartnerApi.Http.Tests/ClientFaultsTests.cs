using Microsoft.Extensions.Logging;

namespace PartnerApi.Http.Tests;

/// <summary>However many requests are faulty, the log gets one line at the first, and one line a minute with the counts.</summary>
public sealed class ClientFaultsTests : IDisposable
{
    private readonly CollectedLog log = new();
    private readonly ManualTimer time = new();

    private string[] Lines => log.Text.Length == 0 ? [] : [.. log.Text.Split('\n').Select(line => line.Split(": ", 2)[1].Trim())];

    [Fact]
    public void Faults_after_the_first_are_counted_for_a_minute()
    {
        using var faults = Start();
        Assert.Null(time.Due);
        faults.Count(ClientFault.SlowBody, "one");
        Assert.Equal(["Client fault: slow body (request one). Further faults are counted for a minute."], Lines);
        Assert.Equal(TimeSpan.FromMinutes(1), time.Due);
        for (var i = 0; i < 1_000; i++) faults.Count(ClientFault.Malformed, "more");
        faults.Count(ClientFault.SlowBody, "more");
        Assert.Single(Lines);

        time.Fire();
        Assert.Equal("Client faults since the last line: 1,000 malformed requests, 1 slow body.", Lines[^1]);
        faults.Count(ClientFault.LargeBody, "more");
        Assert.Equal(2, Lines.Length);

        // Counting continues in the minute after a line, so that there is at most one line a minute.
        time.Fire();
        Assert.Equal("Client faults since the last line: 1 body that is too large.", Lines[^1]);

        // A minute without a fault ends the counting without a line. The next fault counts as a first one.
        time.Fire();
        Assert.Equal((3, null), (Lines.Length, time.Due));
        faults.Count(ClientFault.Disconnected, "two");
        Assert.Equal("Client fault: connection that was reset (request two). Further faults are counted for a minute.", Lines[^1]);
        Assert.All(log.Text.Split('\n'), line => Assert.StartsWith("Information ", line, StringComparison.Ordinal));
    }

    [Fact]
    public void Remaining_counts_are_logged_at_disposal()
    {
        using (var faults = Start())
        {
            faults.Count(ClientFault.Malformed, "one");
            faults.Count(ClientFault.Malformed, "two");
        }
        Assert.Equal("Client faults since the last line: 1 malformed request.", Lines[^1]);
        using (Start())
        {
        }
        Assert.Equal(2, Lines.Length);
    }

    [Fact]
    public void Only_faults_that_a_caller_can_cause_are_counted()
    {
        Assert.All(new Exception[] { new IOException("disk full"), new InvalidOperationException(), new OperationCanceledException() },
            error => Assert.Null(ClientFaults.KindOf(error)));
        Assert.Equal(ClientFault.SlowBody, ClientFaults.KindOf(new Microsoft.AspNetCore.Http.BadHttpRequestException("", 408)));
        Assert.Equal(ClientFault.LargeBody, ClientFaults.KindOf(new Microsoft.AspNetCore.Http.BadHttpRequestException("", 413)));
        Assert.Equal(ClientFault.Malformed, ClientFaults.KindOf(new Microsoft.AspNetCore.Http.BadHttpRequestException("")));
        Assert.Equal(ClientFault.Disconnected, ClientFaults.KindOf(new Microsoft.AspNetCore.Connections.ConnectionResetException("")));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        log.Dispose();
        time.Dispose();
    }

    private ClientFaults Start() => new(time, new LoggerFactory([log]).CreateLogger<ClientFaults>());

    // A timer that fires only when a test calls Fire.
    private sealed class ManualTimer : TimeProvider, ITimer
    {
        private TimerCallback? callback;

        public TimeSpan? Due { get; private set; }

        public void Fire()
        {
            Assert.NotNull(Due);
            Due = null;
            callback!(null);
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            this.callback = callback;
            Change(dueTime, period);
            return this;
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Assert.Equal(Timeout.InfiniteTimeSpan, period);
            Due = dueTime == Timeout.InfiniteTimeSpan ? null : dueTime;
            return true;
        }

        public void Dispose() => Due = null;

        public ValueTask DisposeAsync() => default;
    }
}
