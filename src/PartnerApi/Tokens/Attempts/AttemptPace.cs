namespace PartnerApi.Tokens.Attempts;

/// <summary>What an attempt may do.</summary>
/// <param name="Wait">How long until it may be made; null: now.</param>
/// <param name="Delay">How long its check is put off.</param>
/// <param name="Window">The window that it was taken in.</param>
internal readonly record struct AttemptVerdict(TimeSpan? Wait, TimeSpan Delay, long Window = 0);

/// <summary>
/// Bounds how many secrets can be tried. Failures are counted by source address, and by name and address together, in windows of five minutes; never
/// by a name alone, so that nobody can lock a person or a client out. Many failures of one name in an hour only delay addresses that never signed in
/// to it. It lives in this process's memory; after a restart counting begins anew.
/// </summary>
/// <param name="what">What is tried, for the log.</param>
/// <param name="settings">How many.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Gets at most two lines in a window.</param>
internal sealed partial class AttemptPace(string what, AttemptSettings settings, TimeProvider time, ILogger<AttemptPace> logger)
{
    /// <summary>How long a window is; they begin at multiples of it since 1970.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    // What is remembered of names and addresses in a window. Beyond that new ones are not counted; the queue of checks still bounds what they cost.
    private const int MostRemembered = 100_000;

    // Addresses that signed in to a name.
    private const int MostKnown = 32;

    // No name is longer.
    private const int MostOfName = 64;

    private readonly Lock gate = new();
    private readonly Dictionary<(string Name, SourceAddress Source), int> ofNameFromAddress = [];
    private readonly Dictionary<SourceAddress, int> fromAddress = [];
    private readonly Dictionary<string, int> ofName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<SourceAddress>> known = new(StringComparer.Ordinal);
    private long window;
    private long hour;
    private int failures;
    private bool hasRefused;

    /// <summary>Takes one attempt before it is checked, so that attempts at the same time are bounded too. A refused one takes nothing.</summary>
    public AttemptVerdict Take(string name, SourceAddress source)
    {
        lock (gate)
        {
            var verdict = Judge(Key(name), source);
            if (verdict.Wait is null) Count(Key(name), source);
            return verdict;
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
            BeginWindow(time.GetUtcNow());
            Count(Key(name), source);
        }
    }

    /// <summary>Gives an attempt back that was right, or was not checked: only failures count. In a later window there is nothing to give back.</summary>
    public void GiveBack(string name, SourceAddress source, AttemptVerdict taken)
    {
        name = Key(name);
        lock (gate)
        {
            if (taken.Window != window) return;
            failures--;
            Add(ofNameFromAddress, (name, source), -1);
            Add(fromAddress, source, -1);
            Add(ofName, name, -1);
        }
    }

    /// <summary>Remembers that an address signed in to a name.</summary>
    public void Remember(string name, SourceAddress source)
    {
        lock (gate)
        {
            if (!known.TryGetValue(name, out var sources)) known[name] = sources = [];
            if (sources.Contains(source)) return;
            if (sources.Count == MostKnown) sources.RemoveAt(0);
            sources.Add(source);
        }
    }

    private AttemptVerdict Judge(string name, SourceAddress source)
    {
        var now = time.GetUtcNow();
        BeginWindow(now);
        if (ofNameFromAddress.GetValueOrDefault((name, source)) >= settings.OfNameFromAddress || fromAddress.GetValueOrDefault(source) >= settings.FromAddress)
        {
            if (!hasRefused) LogRefused(logger, what, failures);
            hasRefused = true;
            return new AttemptVerdict(Window - TimeSpan.FromTicks(now.UtcTicks % Window.Ticks), TimeSpan.Zero, window);
        }
        var isStrange = ofName.GetValueOrDefault(name) >= settings.OfName && known.GetValueOrDefault(name)?.Contains(source) is not true;
        return new AttemptVerdict(null, isStrange ? TimeSpan.FromSeconds(settings.DelaySeconds) : TimeSpan.Zero, window);
    }

    private void Count(string name, SourceAddress source)
    {
        failures++;
        Add(ofNameFromAddress, (name, source), 1);
        Add(fromAddress, source, 1);
        Add(ofName, name, 1);
    }

    private static string Key(string name) => name.Length > MostOfName ? "" : name;

    private static void Add<TKey>(Dictionary<TKey, int> counts, TKey key, int change)
        where TKey : notnull
    {
        var count = counts.GetValueOrDefault(key) + change;
        if (count <= 0) counts.Remove(key);
        else if (counts.Count < MostRemembered || counts.ContainsKey(key)) counts[key] = count;
    }

    private void BeginWindow(DateTimeOffset now)
    {
        var (thisWindow, thisHour) = (now.UtcTicks / Window.Ticks, now.UtcTicks / Hour.Ticks);
        if (thisWindow != window)
        {
            if (failures > 0) LogFailures(logger, what, failures);
            (window, failures, hasRefused) = (thisWindow, 0, false);
            ofNameFromAddress.Clear();
            fromAddress.Clear();
        }
        if (thisHour == hour) return;
        hour = thisHour;
        ofName.Clear();
    }

    [LoggerMessage(
        LogLevel.Warning, "{What}: {Count} failed or are being checked in this window of five minutes; an address has reached its limit and waits for the next.")]
    private static partial void LogRefused(ILogger logger, string what, int count);

    [LoggerMessage(LogLevel.Information, "{What}: {Count} failed in an earlier window of five minutes.")]
    private static partial void LogFailures(ILogger logger, string what, int count);
}
