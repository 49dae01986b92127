using System.Globalization;
using PartnerApi.Clocks;
using PartnerApi.Core;
using PartnerApi.Ledger;

namespace PartnerApi.Disclosures;

/// <summary>The retention period of records. Afterwards, only their hashes are kept.</summary>
/// <param name="Days">The number of days after the day of the record.</param>
internal sealed record RetentionPeriod(int Days)
{
    [Setting]
    private const string Setting = "Disclosures:RetentionDays";
    private const int Default = 730;
    private const int Most = 36_500;

    /// <summary>Reads the setting.</summary>
    /// <exception cref="SettingException">The value is not a number of days.</exception>
    public static RetentionPeriod Read(IConfiguration configuration)
    {
        if (configuration[Setting] is not { Length: > 0 } text) return new RetentionPeriod(Default);
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is >= 1 and <= Most) return new RetentionPeriod(days);
        throw new SettingException(Setting, $"expected a number of days from 1 to {Most}.");
    }

    /// <summary>The first day of the retention period.</summary>
    public DateOnly Begins(DateOnly today) => today.AddDays(-Days);
}

/// <summary>Removes expired disclosure records when the gateway starts and once a day of the city, in one process at a time, while the clock is trusted.</summary>
internal sealed partial class DisclosureRetention(
    LedgerFolder ledger, RetentionPeriod period, LedgerAppender log, CityClock clock, TrustedTime trusted, TimeProvider time, ILogger<DisclosureRetention> logger)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        DateOnly? done = null;
        while (true)
        {
            var today = clock.Today;
            if (done != today && trusted.Check() && await RunAsync(period.Begins(today), stoppingToken)) done = today;
            await Task.Delay(Pause, time, stoppingToken);
        }
    }

    private async Task<bool> RunAsync(DateOnly before, CancellationToken cancel)
    {
        try
        {
            await log.TurnAsync(before);
            if (SegmentExpiry.Run(ledger.Path, before, cancel) is not { } count) return false;
            if (count > 0) LogExpired(English.Count(count, "segment"));
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or StoreUnavailableException)
        {
            LogFailed(error.GetType().Name);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Information, "The retention of {Segments} of the ledger has ended. Their records were removed, and their hashes are kept.")]
    private partial void LogExpired(string segments);

    [LoggerMessage(LogLevel.Error, "Expired records of the ledger could not be removed ({Kind}). The next attempt is in a minute.")]
    private partial void LogFailed(string kind);
}
