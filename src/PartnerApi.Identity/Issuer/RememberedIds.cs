using PartnerApi.Identity.Validation;

namespace PartnerApi.Identity.Issuer;

/// <summary>
/// The ids of used assertions or of sessions, by their hash. Each client has its own limit, so that none fills the store for the others. An id is remembered
/// until its expiry by the monotonic clock, which changes of the system time do not affect, and after that until its memory is needed. If the system time goes
/// back to before the expiry of a removed id, the id is refused by its expiry. The store is in memory: it is empty after a restart, and each node has its own.
/// </summary>
/// <param name="what">The kind of ids, for the log.</param>
/// <param name="memory">The limits of the store.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Receives a line if the store is full or the clock went back.</param>
internal sealed partial class RememberedIds(string what, TokenMemory memory, TimeProvider time, ILogger<RememberedIds> logger)
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, Ids> clients = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private int count;
    private long? loggedAt;

    /// <summary>True for the first use of an id; false if it was, or may have been, used before, or if the store is full.</summary>
    public bool TryUse(string client, in TokenHash id, DateTimeOffset expiresAt)
    {
        lock (gate) return !Of(client).Contains(id) && TryAdd(client, id, null, expiresAt);
    }

    /// <summary>
    /// True if an id has the state <paramref name="from"/>, or is not remembered; then its state becomes <paramref name="to"/>. False if it has another state,
    /// and then for every later call with this id. Also false if it is not remembered and the store is full.
    /// </summary>
    public bool TryAdvance(string client, in TokenHash id, in TokenHash from, in TokenHash to, DateTimeOffset expiresAt)
    {
        lock (gate) return Of(client).TryAdvance(id, from, to) ?? TryAdd(client, id, to, expiresAt);
    }

    private Ids Of(string client)
    {
        if (!clients.TryGetValue(client, out var own)) clients[client] = own = new Ids();
        return own;
    }

    private bool TryAdd(string client, in TokenHash id, TokenHash? state, DateTimeOffset expiresAt)
    {
        var own = Of(client);
        if (expiresAt <= own.LatestRemovedExpiry)
        {
            if (MayLog()) LogClockWentBack(logger, what, client);
            return false;
        }
        if (!HasRoom(client, own)) return false;
        own.Add(id, state, expiresAt, time.GetTimestamp() + (long)((expiresAt - time.GetUtcNow()).TotalSeconds * time.TimestampFrequency));
        count++;
        return true;
    }

    private bool HasRoom(string client, Ids own)
    {
        var now = time.GetTimestamp();
        if (own.Count >= memory.UsedAssertionsOfClient)
        {
            if (!own.TryRemoveExpired(now))
            {
                if (MayLog()) LogClientFull(logger, what, client, own.Count);
                return false;
            }
            count--;
        }
        if (count < memory.UsedAssertions) return true;
        foreach (var ids in clients.Values)
        {
            while (ids.TryRemoveExpired(now)) count--;
        }
        if (count < memory.UsedAssertions) return true;
        if (MayLog()) LogFull(logger, what, count);
        return false;
    }

    // At most one line per minute, because callers can cause them.
    private bool MayLog()
    {
        if (loggedAt is { } before && time.GetElapsedTime(before) < BetweenLines) return false;
        loggedAt = time.GetTimestamp();
        return true;
    }

    [LoggerMessage(LogLevel.Warning, "{What}: {Count} are stored, the limit; further ones are refused until one expires. See Tokens:UsedAssertions.")]
    private static partial void LogFull(ILogger logger, string what, int count);

    [LoggerMessage(
        LogLevel.Warning, "{What}: {Count} of the client {Client} are stored, the limit; its further ones are refused until one expires. "
        + "See Tokens:UsedAssertionsOfClient.")]
    private static partial void LogClientFull(ILogger logger, string what, string client, int count);

    [LoggerMessage(
        LogLevel.Warning, "{What}: one of the client {Client} is refused: the clock went back, and it may have been used before. "
        + "This ends when the clock reaches the earlier time; a restart ends it immediately.")]
    private static partial void LogClockWentBack(ILogger logger, string what, string client);

    /// <summary>The ids of one client, each with a state.</summary>
    private sealed class Ids
    {
        // A state of null: no call advances from it.
        private readonly Dictionary<TokenHash, TokenHash?> states = [];
        private readonly PriorityQueue<(TokenHash Id, DateTimeOffset ExpiresAt), long> byEnd = new();

        /// <summary>The number of stored ids.</summary>
        public int Count => states.Count;

        /// <summary>The latest expiry of the removed ids.</summary>
        public DateTimeOffset LatestRemovedExpiry { get; private set; } = DateTimeOffset.MinValue;

        public bool Contains(in TokenHash id) => states.ContainsKey(id);

        /// <summary>Whether the id had the state; null if it is not stored.</summary>
        public bool? TryAdvance(in TokenHash id, in TokenHash from, in TokenHash to)
        {
            if (!states.TryGetValue(id, out var state)) return null;
            var isExpected = state == from;
            states[id] = isExpected ? to : null;
            return isExpected;
        }

        public void Add(in TokenHash id, TokenHash? state, DateTimeOffset expiresAt, long end)
        {
            states.Add(id, state);
            byEnd.Enqueue((id, expiresAt), end);
        }

        /// <summary>Removes the id with the earliest expiry; false if none has expired.</summary>
        public bool TryRemoveExpired(long now)
        {
            if (!byEnd.TryPeek(out var first, out var end) || end > now) return false;
            byEnd.Dequeue();
            states.Remove(first.Id);
            if (first.ExpiresAt > LatestRemovedExpiry) LatestRemovedExpiry = first.ExpiresAt;
            return true;
        }
    }
}
