namespace PartnerApi.Identity.Keys;

/// <summary>How often an authority is asked for its keys.</summary>
/// <param name="Regularly">So long after a success, unless something happens before.</param>
/// <param name="AtMost">Never twice within this time, whatever happens; also the wait after a failure.</param>
/// <param name="Timeout">How long one answer may take, to its last byte.</param>
internal sealed record RefreshThrottle(TimeSpan Regularly, TimeSpan AtMost, TimeSpan Timeout)
{
    /// <summary>Every 5 minutes; after a failure or an unknown key, every 30 seconds at most; 5 seconds an answer.</summary>
    public static RefreshThrottle Default { get; } = new(TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(5));
}

/// <summary>
/// The keys of an external authority, fetched in the background: no request waits for the authority, and no request can make the gateway ask
/// it more often than <see cref="RefreshThrottle.AtMost"/>. When the authority fails, the last good keys stay; before the first success there are none.
/// </summary>
internal sealed partial class AuthorityKeys(AuthorityClient authority, RefreshThrottle pace, TimeProvider time, ILogger<AuthorityKeys> logger)
    : BackgroundService, IVerificationKeys
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim unknownKey = new(0, 1);
    private volatile VerificationKeySet current = VerificationKeySet.Empty;

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
            // Another request has just reported one.
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        unknownKey.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var retry = FirstRetry;
        while (!stoppingToken.IsCancellationRequested)
        {
            var succeeded = await TryRefreshAsync(stoppingToken);
            if (current.IsEmpty)
            {
                await Task.Delay(retry < pace.AtMost ? retry : pace.AtMost, time, stoppingToken);
                retry *= 2;
                continue;
            }
            await Task.Delay(pace.AtMost, time, stoppingToken);
            if (succeeded) await WaitForUnknownKeyAsync(pace.Regularly - pace.AtMost, stoppingToken);
        }
    }

    private async Task WaitForUnknownKeyAsync(TimeSpan longest, CancellationToken stopping)
    {
        using var timeout = new CancellationTokenSource(longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stopping);
        try
        {
            await unknownKey.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            // Nothing happened: the regular time has come.
        }
    }

    private async Task<bool> TryRefreshAsync(CancellationToken stopping)
    {
        try
        {
            var fetched = await authority.FetchKeysAsync(stopping);
            if (fetched.Matches(current)) return true;
            current = fetched;
            LogChanged(logger);
            return true;
        }
        catch (Exception error) when (!stopping.IsCancellationRequested)
        {
            // The message of anything but our own exception might repeat what the authority sent.
            LogFailed(logger, error is InvalidKeySetException ? error.Message : error.GetType().Name);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The token authority's keys have changed; tokens are verified anew.")]
    private static partial void LogChanged(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The token authority's keys cannot be read, the last good ones stay: {Reason}.")]
    private static partial void LogFailed(ILogger logger, string reason);
}
