using System.Globalization;
using PartnerApi.Core;
using PartnerApi.Storage;

namespace PartnerApi.Clocks;

/// <summary>
/// Compares the clock with the trusted time before anything else starts and then every minute, and stores each new hour while the clock is trusted. Logs when
/// the clock becomes untrusted and when it is trusted again.
/// </summary>
internal sealed partial class TrustedTimeJob(TrustedTime trusted, GatewayWriter writer, TimeProvider time, ILogger<TrustedTimeJob> logger) : BackgroundJob(time)
{
    private bool wasTrusted = true;
    private bool failing;

    /// <inheritdoc/>
    protected override TimeSpan Interval { get; } = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await ObserveAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(CancellationToken cancel)
    {
        await ObserveAsync(cancel);
        failing = false;
    }

    /// <inheritdoc/>
    protected override bool TryLog(Exception error)
    {
        if (error is not StoreUnavailableException { Trouble: var trouble }) return false;

        // Logged once for an outage, not every minute.
        if (!failing) LogNotRead(trouble);
        failing = true;
        return true;
    }

    private async Task ObserveAsync(CancellationToken cancel)
    {
        var reading = trusted.Read();
        if (reading.IsTrusted && TrustedTime.IsNewHour(reading)) reading = await writer.RunAsync(trusted.Advance, cancel);
        if (reading.IsTrusted == wasTrusted) return;
        wasTrusted = reading.IsTrusted;
        if (wasTrusted) LogTrusted();
        else LogNotTrusted(Text(reading.Now), Text(reading.Trusted!.Value));
    }

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);

    [LoggerMessage(
        LogLevel.Critical,
        "The clock ({Now}) is too far from the trusted time ({Trusted}): nothing is signed, destroyed or released. Check the clock. If it is right, run 'clock confirm'")]
    private partial void LogNotTrusted(string now, string trusted);

    [LoggerMessage(LogLevel.Information, "The clock is trusted again.")]
    private partial void LogTrusted();

    [LoggerMessage(LogLevel.Warning, "The trusted time could not be read or stored ({Trouble}). Retrying every minute.")]
    private partial void LogNotRead(StoreTrouble trouble);
}
