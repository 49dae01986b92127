using PartnerApi.Core;

namespace PartnerApi.Identity.Attempts;

/// <summary>What an attempt may do.</summary>
/// <param name="Wait">How long until it may be made; null: now.</param>
/// <param name="Delay">How long its check is put off.</param>
/// <param name="Window">The window that it was taken in.</param>
internal readonly record struct AttemptVerdict(TimeSpan? Wait, TimeSpan Delay, long Window = 0);

/// <summary>
/// Bounds how many secrets can be tried. Failures are counted by source address, and by name and address together, in windows of five minutes; never
/// by a name alone, so that nobody can lock a person or a client out. Many failures of one name in an hour only delay addresses that never signed in
/// to it. Windows and hours begin with the first failure and are measured by the stopwatch, so that a clock that leaps locks nobody out and forgets
/// nothing. It lives in this process's memory; after a restart counting begins anew.
/// </summary>
internal sealed partial class AttemptThrottle : IDisposable
{
    /// <summary>How long a window is.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    // No name is longer.
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

    /// <summary>Starts without any failure.</summary>
    /// <param name="what">What is tried, for the log.</param>
    /// <param name="settings">How many.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Gets at most three lines in a window.</param>
    public AttemptThrottle(string what, AttemptSettings settings, TimeProvider time, ILogger<AttemptThrottle> logger)
    {
        (this.what, this.settings, this.time, this.logger) = (what, settings, time, logger);
        known = new KnownAddresses(settings.KnownAddresses);
        timer = time.CreateTimer(_ => EndWindow(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Takes one attempt before it is checked, so that attempts at the same time are bounded too. A refused one takes nothing.</summary>
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

    /// <summary>What an attempt may do, without taking it: programs ask for tokens many at a time, and only failures count (<see cref="Fail"/>).</summary>
    public AttemptVerdict Check(string name, SourceAddress source)
    {
        lock (gate) return Judge(Key(name), source);
    }

    /// <summary>Counts an attempt that was wrong and had only been checked.</summary>
    public void Fail(string name, SourceAddress source)
    {
        lock (gate)
        {
            CloseIfOver();
            Count(Key(name), source);
        }
    }

    /// <summary>
    /// Ends an attempt that was taken. One that was right, or was not checked, is given back: only failures count. A failure that shows after the window
    /// has ended counts in the next.
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

    /// <summary>Remembers that an address signed in to a name.</summary>
    public void Remember(string name, SourceAddress source)
    {
        lock (gate) known.Add(name, source);
    }

    /// <summary>Logs what was counted since the last line.</summary>
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
        var isStrange = ofName.GetValueOrDefault(name) >= settings.OfName && !known.Contains(name, source);
        return new AttemptVerdict(null, isStrange ? TimeSpan.FromSeconds(settings.DelaySeconds) : TimeSpan.Zero);
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

            // The timer may be a little ahead of the stopwatch.
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
        LogLevel.Warning, "{What}: {Attempts} failed or are being checked in this window of five minutes; an address has reached its limit and waits for the next.")]
    private static partial void LogRefused(ILogger logger, string what, string attempts);

    [LoggerMessage(
        LogLevel.Warning, "{What}: failures of {Count} names and addresses are counted, all there is room for; those of others are not. See Attempts:Remembered.")]
    private static partial void LogFull(ILogger logger, string what, int count);

    [LoggerMessage(LogLevel.Information, "{What}: {Attempts} failed within five minutes.")]
    private static partial void LogFailures(ILogger logger, string what, string attempts);
}
