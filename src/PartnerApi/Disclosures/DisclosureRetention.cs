using PartnerApi.Clocks;
using PartnerApi.Core;
using PartnerApi.Ledger;

namespace PartnerApi.Disclosures;

/// <summary>The retention period of records. Afterwards, only their hashes are kept.</summary>
/// <param name="Days">The number of days after the day of the record.</param>
internal sealed record RetentionPeriod(int Days)
{
    private const string Section = "Disclosures";
    private const string Name = "RetentionDays";

    [Setting]
    private const string Setting = $"{Section}:{Name}";

    private const int Default = 730;
    private const int Most = 36_500;

    /// <summary>Reads the setting.</summary>
    /// <exception cref="SettingException">The value is not a number of days.</exception>
    public static RetentionPeriod Read(IConfiguration configuration) =>
        new(SettingNumber.Read(configuration.GetSection(Section), Name, Default, 1, Most, $"a number of days from 1 to {Most}"));

    /// <summary>The first day of the retention period.</summary>
    public DateOnly Begins(DateOnly today) => today.AddDays(-Days);
}

/// <summary>Removes expired disclosure records when the gateway starts and once a day of the city, in one process at a time, while the clock is trusted.</summary>
internal sealed partial class DisclosureRetention(
    LedgerFolder ledger, RetentionPeriod period, LedgerAppender log, CityClock clock, TrustedTime trusted, TimeProvider time, ILogger<DisclosureRetention> logger)
    : BackgroundJob(time)
{
    private DateOnly? done;

    /// <inheritdoc/>
    protected override TimeSpan Interval { get; } = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    protected override Task WaitForFirstAsync(CancellationToken cancel) => Task.CompletedTask;

    /// <inheritdoc/>
    protected override async Task RunAsync(CancellationToken cancel)
    {
        var today = clock.Today;
        if (done == today || !trusted.Check()) return;
        var before = period.Begins(today);
        await log.TurnAsync(before);
        if (SegmentExpiry.Run(ledger.Path, before, cancel) is not { } count) return;
        if (count > 0) LogExpired(English.Count(count, "segment"));
        done = today;
    }

    /// <inheritdoc/>
    protected override bool TryLog(Exception error)
    {
        if (error is not (IOException or UnauthorizedAccessException or StoreUnavailableException)) return false;
        LogFailed(error.GetType().Name);
        return true;
    }

    [LoggerMessage(LogLevel.Information, "The retention of {Segments} of the ledger has ended. Their records were removed, and their hashes are kept.")]
    private partial void LogExpired(string segments);

    [LoggerMessage(LogLevel.Error, "Expired records of the ledger could not be removed ({Kind}). The next attempt is in a minute.")]
    private partial void LogFailed(string kind);
}
