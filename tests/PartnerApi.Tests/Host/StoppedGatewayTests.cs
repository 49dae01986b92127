using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PartnerApi.Core;

namespace PartnerApi.Tests.Host;

/// <summary>When a test's gateway has stopped, nothing of it runs, so that nothing writes to the folder that the test then deletes.</summary>
public sealed class StoppedGatewayTests
{
    [Fact(Timeout = 60_000)]
    public async Task Stopping_waits_for_running_jobs()
    {
        await using var gateway = await TokenGateway.StartAsync(services: services => services.AddHostedService<SlowJob>());
        var job = gateway.Services.GetServices<IHostedService>().OfType<SlowJob>().Single();
        await job.Running.WaitAsync(TestContext.Current.CancellationToken);
        await gateway.StopAsync();
        Assert.True(job.HasEnded);
    }

    /// <summary>A job that does not end as soon as it is canceled.</summary>
    private sealed class SlowJob() : BackgroundJob(TimeProvider.System)
    {
        private readonly TaskCompletionSource running = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Running => running.Task;

        public bool HasEnded { get; private set; }

        protected override TimeSpan Interval { get; } = TimeSpan.FromMinutes(1);

        protected override Task WaitForFirstAsync(CancellationToken cancel) => Task.CompletedTask;

        protected override async Task RunAsync(CancellationToken cancel)
        {
            running.SetResult();
            await Task.Delay(Timeout.Infinite, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Task.Delay(300, CancellationToken.None);
            HasEnded = true;
        }

        protected override bool TryLog(Exception error) => false;
    }
}
