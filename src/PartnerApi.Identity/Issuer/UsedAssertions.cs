using PartnerApi.Identity.Validation;

namespace PartnerApi.Identity.Issuer;

/// <summary>
/// The used assertions, codes, and refresh tokens, by the hash of their id. Each client has its own limit, so that none fills the store for the others. A use
/// is remembered until its expiry by the monotonic clock, which changes of the system time do not affect, and after that until its memory is needed. If the
/// system time goes back to before the expiry of a removed use, the assertion is refused by its expiry. The store is in memory: after a restart, or on
/// another node, an assertion can be used once more before its expiry.
/// </summary>
/// <param name="memory">The limits of the store.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Receives a line if the store is full or the clock went back.</param>
internal sealed partial class UsedAssertions(TokenMemory memory, TimeProvider time, ILogger<UsedAssertions> logger)
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, Uses> clients = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private int count;
    private long? loggedAt;

    /// <summary>True for the first use; false if it was, or may have been, used before, or if the store is full.</summary>
    public bool TryUse(string client, in TokenHash id, DateTimeOffset expiresAt)
    {
        lock (gate)
        {
            if (!clients.TryGetValue(client, out var own)) clients[client] = own = new Uses();
            if (own.Contains(id)) return false;
            if (expiresAt <= own.LatestRemovedExpiry)
            {
                if (MayLog()) LogClockWentBack(logger, client);
                return false;
            }
            if (!HasRoom(client, own)) return false;
            own.Add(id, expiresAt, time.GetTimestamp() + (long)((expiresAt - time.GetUtcNow()).TotalSeconds * time.TimestampFrequency));
            count++;
            return true;
        }
    }

    /// <summary>Whether it was used, and its use is still stored.</summary>
    public bool Contains(string client, in TokenHash id)
    {
        lock (gate) return clients.TryGetValue(client, out var own) && own.Contains(id);
    }

    private bool HasRoom(string client, Uses own)
    {
        var now = time.GetTimestamp();
        if (own.Count >= memory.UsedAssertionsOfClient)
        {
            if (!own.TryRemoveExpired(now))
            {
                if (MayLog()) LogClientFull(logger, client, own.Count);
                return false;
            }
            count--;
        }
        if (count < memory.UsedAssertions) return true;
        foreach (var used in clients.Values)
        {
            while (used.TryRemoveExpired(now)) count--;
        }
        if (count < memory.UsedAssertions) return true;
        if (MayLog()) LogFull(logger, count);
        return false;
    }

    // At most one line per minute, because callers can cause them.
    private bool MayLog()
    {
        if (loggedAt is { } before && time.GetElapsedTime(before) < BetweenLines) return false;
        loggedAt = time.GetTimestamp();
        return true;
    }

    [LoggerMessage(
        LogLevel.Warning, "Used assertions: {Count} are stored, the limit; further assertions are refused until one expires. See Tokens:UsedAssertions.")]
    private static partial void LogFull(ILogger logger, int count);

    [LoggerMessage(
        LogLevel.Warning, "Used assertions: {Count} of the client {Client} are stored, the limit; its further ones are refused until one expires. "
        + "See Tokens:UsedAssertionsOfClient.")]
    private static partial void LogClientFull(ILogger logger, string client, int count);

    [LoggerMessage(
        LogLevel.Warning, "An assertion of the client {Client} is refused: the clock went back, and the assertion may have been used before. "
        + "This ends when the clock reaches the earlier time; a restart ends it immediately.")]
    private static partial void LogClockWentBack(ILogger logger, string client);

    /// <summary>The uses of one client.</summary>
    private sealed class Uses
    {
        private readonly HashSet<TokenHash> ids = [];
        private readonly PriorityQueue<(TokenHash Id, DateTimeOffset ExpiresAt), long> byEnd = new();

        /// <summary>The number of stored uses.</summary>
        public int Count => ids.Count;

        /// <summary>The latest expiry of the removed uses.</summary>
        public DateTimeOffset LatestRemovedExpiry { get; private set; } = DateTimeOffset.MinValue;

        public bool Contains(in TokenHash id) => ids.Contains(id);

        public void Add(in TokenHash id, DateTimeOffset expiresAt, long end)
        {
            ids.Add(id);
            byEnd.Enqueue((id, expiresAt), end);
        }

        /// <summary>Removes the use with the earliest expiry; false if none has expired.</summary>
        public bool TryRemoveExpired(long now)
        {
            if (!byEnd.TryPeek(out var first, out var end) || end > now) return false;
            byEnd.Dequeue();
            ids.Remove(first.Id);
            if (first.ExpiresAt > LatestRemovedExpiry) LatestRemovedExpiry = first.ExpiresAt;
            return true;
        }
    }
}
