using PartnerApi.Core;

namespace PartnerApi.Identity.Attempts;

/// <summary>The decision about an attempt.</summary>
/// <param name="Wait">The time until it is allowed; null if it is allowed now.</param>
/// <param name="Delay">The delay of its check.</param>
/// <param name="Window">The window in which it was counted.</param>
internal readonly record struct AttemptVerdict(TimeSpan? Wait, TimeSpan Delay, long Window = 0);

/// <summary>
/// Limits the number of attempts to guess secrets. Failures are counted by source address, and by name and address together, in windows of five minutes. No
/// limit depends on the name alone, so that nobody can lock a person or a client out: many failures of one name in an hour only delay addresses that never
/// signed in with it. Windows and hours begin with the first failure and use the monotonic clock, so that changes of the system time have no effect. The
/// counts are kept in memory; after a restart they begin at zero.
/// </summary>
internal sealed partial class AttemptThrottle : IDisposable
{
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    // Valid names are not longer.
    private const int MostOfName = 64;

    private readonly string what;
    private readonly AttemptSettings settings;
    private readonly TimeProvider time;
    private readonly ILogger<AttemptThrottle> logger;
    private readonly ITimer timer;
    private readonly Lock gate = new();
    private readonly Dictionary<(string Name, SourceAddress Source), int> ofNameFromAddress = [];
    private readonly Dictionary<SourceAddress, int> fromAddress = [];
    private readonly Dictionary<string, int> ofName = new(StringComparer.Ordinal);
    private readonly KnownAddresses known;
    private bool isOpen;
    private long window;
    private long openedAt;
    private long hourBeganAt;
    private int failures;
    private int underWay;
    private bool hasRefused;
    private bool isFull;

    /// <summary>Starts with no failures.</summary>
    /// <param name="what">The kind of attempts, for the log.</param>
    /// <param name="settings">The limits.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Receives at most three lines in a window.</param>
    public AttemptThrottle(string what, AttemptSettings settings, TimeProvider time, ILogger<AttemptThrottle> logger)
    {
        (this.what, this.settings, this.time, this.logger) = (what, settings, time, logger);
        known = new KnownAddresses(settings.KnownAddresses);
        timer = time.CreateTimer(_ => EndWindow(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Counts an attempt before its check, so that concurrent attempts are limited too. A refused attempt is not counted.</summary>
    public AttemptVerdict Take(string name, SourceAddress source)
    {
        lock (gate)
        {
            var verdict = Judge(Key(name), source);
            if (verdict.Wait is not null) return verdict;
            Count(Key(name), source);
            underWay++;
            return verdict with { Window = window };
        }
    }

    /// <summary>The decision about an attempt without counting it: programs request many tokens concurrently, and only failures count (<see cref="Fail"/>).</summary>
    public AttemptVerdict Check(string name, SourceAddress source)
    {
        lock (gate) return Judge(Key(name), source);
    }

    /// <summary>Counts a failed attempt for which only <see cref="Check"/> was called.</summary>
    public void Fail(string name, SourceAddress source)
    {
        lock (gate)
        {
            CloseIfOver();
            Count(Key(name), source);
        }
    }

    /// <summary>
    /// Ends an attempt counted by <see cref="Take"/>. One that succeeded, or was not checked, is no longer counted: only failures count. A failure found
    /// after the end of the window counts in the next window.
    /// </summary>
    public void End(string name, SourceAddress source, AttemptVerdict taken, bool isWrong)
    {
        name = Key(name);
        lock (gate)
        {
            CloseIfOver();
            if (taken.Window != window)
            {
                if (isWrong) Count(name, source);
                return;
            }
            underWay--;
            if (isWrong) return;
            failures--;
            Add(ofNameFromAddress, (name, source), -1);
            Add(fromAddress, source, -1);
            Add(ofName, name, -1);
        }
    }

    public void Remember(string name, SourceAddress source)
    {
        lock (gate) known.Add(name, source);
    }

    /// <summary>Logs the failures since the last line.</summary>
    public void Dispose()
    {
        timer.Dispose();
        lock (gate) Close();
    }

    private AttemptVerdict Judge(string name, SourceAddress source)
    {
        CloseIfOver();
        if (ofNameFromAddress.GetValueOrDefault((name, source)) >= settings.OfNameFromAddress || fromAddress.GetValueOrDefault(source) >= settings.FromAddress)
        {
            if (!hasRefused) LogRefused(logger, what, English.Count(failures, "attempt"));
            hasRefused = true;
            return new AttemptVerdict(Left, TimeSpan.Zero);
        }
        var isUnknown = ofName.GetValueOrDefault(name) >= settings.OfName && !known.Contains(name, source);
        return new AttemptVerdict(null, isUnknown ? TimeSpan.FromSeconds(settings.DelaySeconds) : TimeSpan.Zero);
    }

    private void Count(string name, SourceAddress source)
    {
        if (!isOpen)
        {
            (isOpen, openedAt) = (true, time.GetTimestamp());
            timer.Change(Window, Timeout.InfiniteTimeSpan);
        }
        if (ofName.Count == 0) hourBeganAt = time.GetTimestamp();
        failures++;
        Add(ofNameFromAddress, (name, source), 1);
        Add(fromAddress, source, 1);
        Add(ofName, name, 1);
    }

    private static string Key(string name) => name.Length > MostOfName ? "" : name;

    private void Add<TKey>(Dictionary<TKey, int> counts, TKey key, int change)
        where TKey : notnull
    {
        var count = counts.GetValueOrDefault(key) + change;
        if (count <= 0)
        {
            counts.Remove(key);
        }
        else if (counts.Count < settings.Remembered || counts.ContainsKey(key))
        {
            counts[key] = count;
        }
        else if (!isFull)
        {
            isFull = true;
            LogFull(logger, what, settings.Remembered);
        }
    }

    private TimeSpan Left => Window - time.GetElapsedTime(openedAt);

    private void EndWindow()
    {
        lock (gate)
        {
            CloseIfOver();

            // The timer can fire slightly early.
            if (isOpen) timer.Change(Left, Timeout.InfiniteTimeSpan);
        }
    }

    private void CloseIfOver()
    {
        if (isOpen && Left <= TimeSpan.Zero) Close();
        if (ofName.Count > 0 && time.GetElapsedTime(hourBeganAt) >= Hour) ofName.Clear();
    }

    private void Close()
    {
        if (failures > underWay) LogFailures(logger, what, English.Count(failures - underWay, "attempt"));
        (isOpen, window, failures, underWay, hasRefused, isFull) = (false, window + 1, 0, 0, false, false);
        ofNameFromAddress.Clear();
        fromAddress.Clear();
    }

    [LoggerMessage(
        LogLevel.Warning, "{What}: {Attempts} failed or are being checked in this window of five minutes; an address reached its limit and is refused until the next.")]
    private static partial void LogRefused(ILogger logger, string what, string attempts);

    [LoggerMessage(
        LogLevel.Warning, "{What}: failures of {Count} names and addresses are counted, the limit; those of others are not counted. See Attempts:Remembered.")]
    private static partial void LogFull(ILogger logger, string what, int count);

    [LoggerMessage(LogLevel.Information, "{What}: {Attempts} failed within five minutes.")]
    private static partial void LogFailures(ILogger logger, string what, string attempts);
}
