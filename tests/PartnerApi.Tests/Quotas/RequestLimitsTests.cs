using System.Collections.Concurrent;
using PartnerApi.Quotas;
using PartnerApi.Requests;

namespace PartnerApi.Tests.Quotas;

/// <summary>The exact request limits of one partner, with concurrent callers, on a stopped clock.</summary>
public sealed class RequestLimitsTests
{
    private const int Callers = 200;

    private readonly ManualClock clock = new();

    [Fact]
    public void Burst_passes_and_the_next_request_waits_for_one_interval()
    {
        using var limits = new RequestLimits(new QuotaSettings { RequestsPerSecond = 20, Concurrent = Callers }, clock);
        Assert.Equal(40, PassedOf(limits));
        AssertRefused(limits, "requestsPerSecond", 20);

        clock.Advance(TimeSpan.FromMilliseconds(49));
        Assert.Equal(0, PassedOf(limits));
        clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, PassedOf(limits));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(20, PassedOf(limits));
        clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(40, PassedOf(limits));
    }

    [Fact]
    public void Concurrency_is_limited_and_each_completed_request_admits_one()
    {
        using var limits = new RequestLimits(new QuotaSettings { RequestsPerSecond = 1_000, Concurrent = 7 }, clock);
        var leases = EnterAtOnce(limits);
        Assert.Equal(7, leases.Count(lease => lease.Refusal is null));
        AssertRefused(limits, "concurrent", 7);

        leases.First(lease => lease.Refusal is null).Dispose();
        using var next = limits.Enter();
        Assert.Null(next.Refusal);
        AssertRefused(limits, "concurrent", 7);
        foreach (var lease in leases) lease.Dispose();
    }

    [Fact]
    public void Request_rejected_for_one_limit_does_not_use_up_the_other()
    {
        using var limits = new RequestLimits(new QuotaSettings { RequestsPerSecond = 1, Concurrent = 1 }, clock);
        var first = limits.Enter();
        for (var refused = 0; refused < 10; refused++) AssertRefused(limits, "concurrent", 1);
        first.Dispose();
        Assert.Equal(1, PassedOf(limits));
        AssertRefused(limits, "requestsPerSecond", 1);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, PassedOf(limits));
    }

    private static void AssertRefused(RequestLimits limits, string limit, int most)
    {
        using var lease = limits.Enter();
        Assert.Equal(QuotaErrorCodes.QuotaExceeded, lease.Refusal?.Code);
        Assert.Equal((limit, most, 1), (lease.Refusal!.Details!["limit"], lease.Refusal.Details["most"], lease.Refusal.Wait));
    }

    private static int PassedOf(RequestLimits limits)
    {
        var passed = 0;
        Parallel.For(0, Callers, _ =>
        {
            RequestLease lease;
            do
            {
                lease = limits.Enter();
                lease.Dispose();
            }
            while (Equals(lease.Refusal?.Details!["limit"], "concurrent"));
            if (lease.Refusal is null) Interlocked.Increment(ref passed);
        });
        return passed;
    }

    private static ConcurrentBag<RequestLease> EnterAtOnce(RequestLimits limits)
    {
        var leases = new ConcurrentBag<RequestLease>();
        Parallel.For(0, Callers, _ => leases.Add(limits.Enter()));
        return leases;
    }
}
