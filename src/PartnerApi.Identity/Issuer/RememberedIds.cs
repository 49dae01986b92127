using PartnerApi.Identity.Validation;

namespace PartnerApi.Identity.Issuer;

/// <summary>
/// The ids of used assertions or of sessions, by their hash. Each client has its own share, so that none fills the store for the others. An id is remembered
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

    private readonly Dictionary<Share, Ids> shares = [];
    private readonly Lock gate = new();
    private int count;
    private long? loggedAt;

    /// <summary>True for the first use of an id; false if it was, or may have been, used before, or if the store is full.</summary>
    public bool TryUse(string client, in TokenHash id, DateTimeOffset expiresAt)
    {
        var share = new Share(client);
        lock (gate) return !Of(share).Contains(id) && TryAdd(share, id, null, expiresAt);
    }

    /// <summary>Changes the state of an id from <paramref name="from"/>, or adds the id if it is not remembered.</summary>
    public StateChange Change(Share share, in TokenHash id, in TokenHash from, in TokenHash to, DateTimeOffset expiresAt)
    {
        lock (gate) return Of(share).Change(id, from, to) ?? (TryAdd(share, id, to, expiresAt) ? StateChange.Done : StateChange.Refused);
    }

    private Ids Of(Share share)
    {
        if (!shares.TryGetValue(share, out var own)) shares[share] = own = new Ids();
        return own;
    }

    private bool TryAdd(Share share, in TokenHash id, TokenHash? state, DateTimeOffset expiresAt)
    {
        var own = Of(share);
        if (expiresAt <= own.LatestRemovedExpiry)
        {
            if (MayLog()) LogClockWentBack(logger, what, share.Client);
            return false;
        }
        if (!HasRoom(share, own)) return false;
        own.Add(id, state, expiresAt, time.GetTimestamp() + (long)((expiresAt - time.GetUtcNow()).TotalSeconds * time.TimestampFrequency));
        count++;
        return true;
    }

    private bool HasRoom(Share share, Ids own)
    {
        var now = time.GetTimestamp();
        if (own.Count >= memory.UsedAssertionsOfClient)
        {
            if (!own.TryRemoveExpired(now))
            {
                if (MayLog()) LogClientFull(logger, what, share.Client, own.Count);
                return false;
            }
            count--;
        }
        if (count < memory.UsedAssertions) return true;
        foreach (var ids in shares.Values)
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

    /// <summary>The ids of a share, each with a state.</summary>
    private sealed class Ids
    {
        // No call changes a state of null.
        private readonly Dictionary<TokenHash, TokenHash?> states = [];
        private readonly PriorityQueue<(TokenHash Id, DateTimeOffset ExpiresAt), long> byEnd = new();

        /// <summary>The number of stored ids.</summary>
        public int Count => states.Count;

        /// <summary>The latest expiry of the removed ids.</summary>
        public DateTimeOffset LatestRemovedExpiry { get; private set; } = DateTimeOffset.MinValue;

        public bool Contains(in TokenHash id) => states.ContainsKey(id);

        /// <summary>The outcome for a stored id; null if it is not stored.</summary>
        public StateChange? Change(in TokenHash id, in TokenHash from, in TokenHash to)
        {
            if (!states.TryGetValue(id, out var state)) return null;
            var isExpected = state == from;
            states[id] = isExpected ? to : null;
            return isExpected ? StateChange.Done : state is null ? StateChange.Refused : StateChange.Ended;
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

/// <summary>What has its own limit in a store.</summary>
/// <param name="Client">The client or account.</param>
/// <param name="Version">The version of an account's password, so that a new password has a new share; empty for a client.</param>
internal readonly record struct Share(string Client, string Version = "");

/// <summary>The outcome of a change of state.</summary>
internal enum StateChange
{
    /// <summary>The id had the expected state, or was not remembered. It has the new state.</summary>
    Done,

    /// <summary>The id had another state. From now on, every change is refused.</summary>
    Ended,

    /// <summary>The id had ended before, or it is not remembered and cannot be: the store is full, or the clock went back.</summary>
    Refused,
}
