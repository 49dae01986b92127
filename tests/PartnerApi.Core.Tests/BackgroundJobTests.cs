namespace PartnerApi.Core.Tests;

/// <summary>A background job runs again after an expected failure, and ends with any other.</summary>
[Trait("Needs", "NoStore")]
public sealed class BackgroundJobTests
{
    [Fact(Timeout = 60_000)]
    public async Task Expected_failure_is_logged_and_the_job_runs_again()
    {
        using var job = new Job(runs => runs < 3 ? throw new IOException() : runs);
        await job.StartAsync(TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(() => job.Runs >= 5);
        await job.StopAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, job.Failures);
        Assert.True(job.ExecuteTask!.IsCanceled);
    }

    [Fact(Timeout = 60_000)]
    public async Task Expected_failure_while_the_host_stops_is_logged_and_does_not_fail_the_shutdown()
    {
        using var running = new ManualResetEventSlim();
        using var stopping = new ManualResetEventSlim();
        using var job = new Job(_ =>
        {
            running.Set();
            stopping.Wait();
            throw new IOException();
        });
        await job.StartAsync(TestContext.Current.CancellationToken);
        running.Wait(TestContext.Current.CancellationToken);
        var stopped = job.StopAsync(TestContext.Current.CancellationToken);
        stopping.Set();
        await stopped;
        Assert.True(job.ExecuteTask!.IsCanceled);
        Assert.Equal((1, 1), (job.Runs, job.Failures));
    }

    [Fact(Timeout = 60_000)]
    public async Task Any_other_exception_ends_the_job()
    {
        using var job = new Job(_ => throw new InvalidOperationException());
        await job.StartAsync(TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<InvalidOperationException>(() => job.ExecuteTask!);
        Assert.Equal((1, 0), (job.Runs, job.Failures));
    }

    [Fact(Timeout = 60_000)]
    public async Task Job_that_is_not_needed_never_runs()
    {
        using var job = new Job(runs => runs) { Needed = false };
        await job.StartAsync(TestContext.Current.CancellationToken);
        await job.ExecuteTask!;
        Assert.Equal(0, job.Runs);
    }

    private sealed class Job(Func<int, int> run) : BackgroundJob(TimeProvider.System)
    {
        private int runs;

        public bool Needed { get; init; } = true;

        public int Runs => Volatile.Read(ref runs);

        public int Failures { get; private set; }

        protected override TimeSpan Interval { get; } = TimeSpan.FromMilliseconds(1);

        protected override bool IsNeeded => Needed;

        protected override Task RunAsync(CancellationToken cancel)
        {
            run(Interlocked.Increment(ref runs));
            return Task.CompletedTask;
        }

        protected override bool TryLog(Exception error)
        {
            if (error is not IOException) return false;
            Failures++;
            return true;
        }
    }
}
