using PartnerApi.Core;

namespace PartnerApi.Identity.Keys;

/// <summary>The intervals for fetching the keys of an authority.</summary>
/// <param name="Regularly">The interval after a success, unless an unknown key is reported earlier.</param>
/// <param name="AtMost">The shortest interval between two requests; also the interval after a failure.</param>
/// <param name="Timeout">The time limit for one complete response.</param>
internal sealed record RefreshThrottle(TimeSpan Regularly, TimeSpan AtMost, TimeSpan Timeout)
{
    /// <summary>Every 5 minutes; after a failure or an unknown key, at most every 30 seconds; 5 seconds for a response.</summary>
    public static RefreshThrottle Default { get; } = new(TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(5));
}

/// <summary>
/// The keys of an external authority, fetched in the background: no request waits for the authority, and requests cannot cause more frequent fetches
/// than <see cref="RefreshThrottle.AtMost"/>. If the authority fails, the last keys remain in use; before the first success there are none.
/// </summary>
internal sealed partial class AuthorityKeys(AuthorityClient authority, RefreshThrottle throttle, TimeProvider time, ILogger<AuthorityKeys> logger)
    : BackgroundJob(time), IVerificationKeys
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim unknownKey = new(0, 1);
    private readonly TimeProvider clock = time;
    private volatile VerificationKeySet current = VerificationKeySet.Empty;
    private TimeSpan retry = FirstRetry;
    private bool succeeded;

    /// <inheritdoc/>
    protected override TimeSpan Interval => throttle.Regularly;

    /// <inheritdoc/>
    public VerificationKeySet Current => current;

    /// <inheritdoc/>
    public void ReportUnknownKey()
    {
        if (unknownKey.CurrentCount > 0) return;
        try
        {
            unknownKey.Release();
        }
        catch (SemaphoreFullException)
        {
            // Another request reported one at the same time.
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        unknownKey.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override Task WaitForFirstAsync(CancellationToken cancel) => Task.CompletedTask;

    /// <inheritdoc/>
    protected override async Task RunAsync(CancellationToken cancel)
    {
        succeeded = false;
        var fetched = await authority.FetchKeysAsync(cancel);
        succeeded = true;
        if (fetched.Matches(current)) return;
        current = fetched;
        LogChanged(logger);
    }

    /// <inheritdoc/>
    protected override bool TryLog(Exception error)
    {
        // Messages of other exceptions could contain text from the authority.
        LogFailed(logger, error is InvalidKeySetException ? error.Message : error.GetType().Name);
        return true;
    }

    /// <inheritdoc/>
    protected override async Task WaitForNextAsync(CancellationToken cancel)
    {
        if (current.IsEmpty)
        {
            await Task.Delay(retry < throttle.AtMost ? retry : throttle.AtMost, clock, cancel);
            retry *= 2;
            return;
        }
        await Task.Delay(throttle.AtMost, clock, cancel);
        if (succeeded) await WaitForUnknownKeyAsync(Interval - throttle.AtMost, cancel);
    }

    private async Task WaitForUnknownKeyAsync(TimeSpan longest, CancellationToken stopping)
    {
        using var timeout = new CancellationTokenSource(longest, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stopping);
        try
        {
            await unknownKey.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            // No unknown key was reported: the regular interval is over.
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The token authority's keys have changed; all tokens are verified again.")]
    private static partial void LogChanged(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The token authority's keys cannot be read; the previous keys remain in use: {Reason}.")]
    private static partial void LogFailed(ILogger logger, string reason);
}
