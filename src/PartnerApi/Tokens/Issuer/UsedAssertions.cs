namespace PartnerApi.Tokens.Issuer;

/// <summary>
/// Assertions and codes that have been used, by the hash of their id, until they expire. Each client has a share of its own, so that none fills the
/// store for the others. It lives in this process's memory: after a restart, or on another node, one could be used once more within its minutes.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="logger">Told when there is no room.</param>
/// <param name="capacity">How many are remembered of all clients.</param>
/// <param name="ofClient">How many are remembered of one client.</param>
internal sealed partial class UsedAssertions(
    TimeProvider time, ILogger<UsedAssertions> logger, int capacity = UsedAssertions.Capacity, int ofClient = UsedAssertions.OfClient)
{
    /// <summary>How many are remembered; while that many are alive, further ones are refused.</summary>
    public const int Capacity = 100_000;

    /// <summary>How many of one client are remembered: more than three a second for each of the five minutes that an assertion may live.</summary>
    public const int OfClient = 1_000;

    private static readonly TimeSpan BetweenLines = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, Dictionary<TokenHash, DateTimeOffset>> clients = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private int count;
    private DateTimeOffset nextLine = DateTimeOffset.MinValue;

    /// <summary>True the first time; false when it was used before, or when there is no room to remember it.</summary>
    public bool TryUse(string client, in TokenHash id, DateTimeOffset expiresAt)
    {
        lock (gate)
        {
            if (clients.TryGetValue(client, out var own) && own.Count >= ofClient) Sweep(client, own);
            if (count >= capacity)
            {
                foreach (var (name, used) in clients.ToList()) Sweep(name, used);
            }

            // What a sweep emptied is no longer among the clients.
            if (!clients.TryGetValue(client, out own)) clients[client] = own = [];
            if (own.Count >= ofClient || count >= capacity)
            {
                LogNoRoom(own.Count >= ofClient ? client : null);
                return false;
            }
            if (!own.TryAdd(id, expiresAt)) return false;
            count++;
            return true;
        }
    }

    private void Sweep(string client, Dictionary<TokenHash, DateTimeOffset> used)
    {
        var now = time.GetUtcNow();
        foreach (var (id, expiresAt) in used)
        {
            if (expiresAt <= now && used.Remove(id)) count--;
        }
        if (used.Count == 0) clients.Remove(client);
    }

    // One line a minute: a caller chooses how often there is no room.
    private void LogNoRoom(string? client)
    {
        var now = time.GetUtcNow();
        if (now < nextLine) return;
        nextLine = now + BetweenLines;
        if (client is null) LogFull(logger, capacity);
        else LogClientFull(logger, client, ofClient);
    }

    [LoggerMessage(LogLevel.Warning, "{Count} used assertions are alive, all there is room for: further ones are refused until some expire.")]
    private static partial void LogFull(ILogger logger, int count);

    [LoggerMessage(
        LogLevel.Warning, "The client {Client} has used {Count} assertions that are alive, all there is room for: further ones are refused until some expire.")]
    private static partial void LogClientFull(ILogger logger, string client, int count);
}
