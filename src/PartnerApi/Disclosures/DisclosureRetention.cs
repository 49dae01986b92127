using PartnerApi.Clocks;
using PartnerApi.Core;
using PartnerApi.Ledger;
using System.Globalization;

namespace PartnerApi.Disclosures;

/// <summary>How long records are kept; after that their hash is.</summary>
/// <param name="Days">Days after the one they were made on.</param>
internal sealed record RetentionPeriod(int Days)
{
    [Setting]
    private const string Setting = "Disclosures:RetentionDays";
    private const int Default = 730;
    private const int Most = 36_500;

    /// <summary>Reads the setting.</summary>
    /// <exception cref="SettingException">It is no number of days.</exception>
    public static RetentionPeriod Read(IConfiguration configuration)
    {
        if (configuration[Setting] is not { Length: > 0 } text) return new RetentionPeriod(Default);
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is >= 1 and <= Most) return new RetentionPeriod(days);
        throw new SettingException(Setting, $"it is a number of days from 1 to {Most}.");
    }

    /// <summary>The first day that is kept.</summary>
    public DateOnly Begins(DateOnly today) => today.AddDays(-Days);
}

/// <summary>Ends the retention of disclosure records when the gateway starts and once a day of the city, in one process at a time, while the clock is trusted.</summary>
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

    [LoggerMessage(LogLevel.Information, "The retention of {Segments} of the ledger has ended: their records are gone, their hashes stay.")]
    private partial void LogExpired(string segments);

    [LoggerMessage(LogLevel.Error, "The retention of the ledger's records could not be ended ({Kind}); tried again in a minute.")]
    private partial void LogFailed(string kind);
}
