using PartnerApi.Contract;
using PartnerApi.Storage;

namespace PartnerApi.GraphQL.Engine;

/// <summary>
/// Logs that a part of the gateway is unavailable: one line a minute for each part, since callers choose how many questions meet it, and the disk that is
/// full may be the log's own. Safe for concurrent use.
/// </summary>
internal sealed partial class OutageLog(TimeProvider time, ILogger<OutageLog> logger)
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly Dictionary<GatewayPart, long> told = [];

    /// <summary>Logs it, unless a line about the part was logged within the minute.</summary>
    public void Tell(StoreUnavailableException outage, string requestId)
    {
        lock (gate)
        {
            if (told.TryGetValue(outage.Part, out var before) && time.GetElapsedTime(before) < BetweenLines) return;
            told[outage.Part] = time.GetTimestamp();
        }
        LogUnavailable(outage.Part.Name(), outage.Trouble, requestId);
    }

    [LoggerMessage(
        LogLevel.Warning,
        "A question could not be answered: the {Part} is unavailable, {Trouble} (request {RequestId}). No further line about it is written within a minute.")]
    private partial void LogUnavailable(string part, StoreTrouble trouble, string requestId);
}
