namespace PartnerApi.Identity.Issuer;

/// <summary>
/// Assertions and codes that have been used, by the hash of their id. Each client has a share of its own, so that none fills the store for the others.
/// A use is remembered for the rest of its life by the stopwatch, which a wrong clock does not move, and beyond that until its place is needed. If the
/// clock goes back so far that something forgotten would be alive again, it is refused by its expiry. All of this is in the process's memory: after a
/// restart, or on another node, one could be used once more within its minutes.
/// </summary>
/// <param name="memory">How many are remembered.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told when there is no room, or when the clock went back.</param>
internal sealed partial class UsedAssertions(TokenMemory memory, TimeProvider time, ILogger<UsedAssertions> logger)
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, Uses> clients = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private int count;
    private long? loggedAt;

    /// <summary>True the first time; false when it was or may have been used before, or when there is no room to remember it.</summary>
    public bool TryUse(string client, in TokenHash id, DateTimeOffset expiresAt)
    {
        lock (gate)
        {
            if (!clients.TryGetValue(client, out var own)) clients[client] = own = new Uses();
            if (own.Contains(id)) return false;
            if (expiresAt <= own.LastForgotten)
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

    private bool HasRoom(string client, Uses own)
    {
        var now = time.GetTimestamp();
        if (own.Count >= memory.UsedAssertionsOfClient)
        {
            if (!own.TryForget(now))
            {
                if (MayLog()) LogClientFull(logger, client, own.Count);
                return false;
            }
            count--;
        }
        if (count < memory.UsedAssertions) return true;
        foreach (var used in clients.Values)
        {
            while (used.TryForget(now)) count--;
        }
        if (count < memory.UsedAssertions) return true;
        if (MayLog()) LogFull(logger, count);
        return false;
    }

    // One line a minute: a caller chooses how often there is a reason.
    private bool MayLog()
    {
        if (loggedAt is { } before && time.GetElapsedTime(before) < BetweenLines) return false;
        loggedAt = time.GetTimestamp();
        return true;
    }

    [LoggerMessage(
        LogLevel.Warning, "Used assertions: all {Count} places are taken; further assertions are refused until one expires. See Tokens:UsedAssertions.")]
    private static partial void LogFull(ILogger logger, int count);

    [LoggerMessage(
        LogLevel.Warning, "Used assertions: all {Count} places of the client {Client} are taken; its further ones are refused until one expires. "
        + "See Tokens:UsedAssertionsOfClient.")]
    private static partial void LogClientFull(ILogger logger, string client, int count);

    [LoggerMessage(
        LogLevel.Warning, "An assertion of the client {Client} is refused: the clock went back, and the assertion may have been used before. "
        + "This ends when the clock is as late as it was; a restart ends it at once.")]
    private static partial void LogClockWentBack(ILogger logger, string client);

    /// <summary>What one client used.</summary>
    private sealed class Uses
    {
        private readonly HashSet<TokenHash> ids = [];
        private readonly PriorityQueue<(TokenHash Id, DateTimeOffset ExpiresAt), long> byEnd = new();

        /// <summary>How many are remembered.</summary>
        public int Count => ids.Count;

        /// <summary>The latest expiry of those that were forgotten.</summary>
        public DateTimeOffset LastForgotten { get; private set; } = DateTimeOffset.MinValue;

        public bool Contains(in TokenHash id) => ids.Contains(id);

        public void Add(in TokenHash id, DateTimeOffset expiresAt, long end)
        {
            ids.Add(id);
            byEnd.Enqueue((id, expiresAt), end);
        }

        /// <summary>Forgets the use that ended first; false if all are still alive.</summary>
        public bool TryForget(long now)
        {
            if (!byEnd.TryPeek(out var first, out var end) || end > now) return false;
            byEnd.Dequeue();
            ids.Remove(first.Id);
            if (first.ExpiresAt > LastForgotten) LastForgotten = first.ExpiresAt;
            return true;
        }
    }
}
