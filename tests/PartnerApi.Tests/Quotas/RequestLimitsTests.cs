using System.Collections.Concurrent;
using PartnerApi.Partners;
using PartnerApi.Quotas;

namespace PartnerApi.Tests.Quotas;

/// <summary>Exact bounds of what one partner may send at a time, with callers at once, on a clock that stands still.</summary>
public sealed class RequestLimitsTests
{
    private const int Callers = 200;

    private readonly StillClock clock = new();

    [Fact]
    public void As_many_requests_as_the_burst_has_pass_and_the_next_waits_for_one_interval()
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
    public void As_many_requests_as_agreed_are_in_progress_and_each_that_ends_makes_room_for_one()
    {
        using var limits = new RequestLimits(new QuotaSettings { RequestsPerSecond = 1_000, Concurrent = 7 }, clock);
        var passes = EnterAtOnce(limits);
        Assert.Equal(7, passes.Count(pass => pass.Refusal is null));
        AssertRefused(limits, "concurrent", 7);

        passes.First(pass => pass.Refusal is null).Dispose();
        using var next = limits.Enter();
        Assert.Null(next.Refusal);
        AssertRefused(limits, "concurrent", 7);
        foreach (var pass in passes) pass.Dispose();
    }

    [Fact]
    public void Request_refused_for_its_rate_takes_no_place_and_one_without_a_place_takes_nothing_of_the_rate()
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
        using var pass = limits.Enter();
        Assert.Equal(QuotaErrorCodes.QuotaExceeded, pass.Refusal?.Code);
        Assert.Equal((limit, most, 1), (pass.Refusal!.Details!["limit"], pass.Refusal.Details["most"], pass.Refusal.Wait));
    }

    private static int PassedOf(RequestLimits limits)
    {
        var passed = 0;
        Parallel.For(0, Callers, _ =>
        {
            RequestLease pass;
            do
            {
                pass = limits.Enter();
                pass.Dispose();
            }
            while (Equals(pass.Refusal?.Details!["limit"], "concurrent"));
            if (pass.Refusal is null) Interlocked.Increment(ref passed);
        });
        return passed;
    }

    private static ConcurrentBag<RequestLease> EnterAtOnce(RequestLimits limits)
    {
        var passes = new ConcurrentBag<RequestLease>();
        Parallel.For(0, Callers, _ => passes.Add(limits.Enter()));
        return passes;
    }
}
