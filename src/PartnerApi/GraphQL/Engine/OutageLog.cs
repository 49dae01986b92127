using PartnerApi.Core;

namespace PartnerApi.GraphQL.Engine;

/// <summary>
/// Logs that a part of the gateway is unavailable: one warning a minute for each part, since callers choose how many questions meet it, and the disk that
/// is full may be the log's own; the others at the level of debugging. Safe for concurrent use.
/// </summary>
internal sealed partial class OutageLog(TimeProvider time, ILogger<OutageLog> logger)
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly Dictionary<GatewayPart, long> logged = [];

    /// <summary>Logs it.</summary>
    public void Log(StoreUnavailableException outage, string requestId)
    {
        if (IsFirst(outage.Part)) LogUnavailable(outage.Part.Name(), outage.Trouble, requestId);
        else LogFurther(outage.Part, outage.Trouble, requestId);
    }

    private bool IsFirst(GatewayPart part)
    {
        lock (gate)
        {
            if (logged.TryGetValue(part, out var before) && time.GetElapsedTime(before) < BetweenLines) return false;
            logged[part] = time.GetTimestamp();
            return true;
        }
    }

    [LoggerMessage(
        LogLevel.Warning,
        "A question could not be answered: the {Part} is unavailable, {Trouble} (request {RequestId}). Further ones within a minute are debug lines.")]
    private partial void LogUnavailable(string part, StoreTrouble trouble, string requestId);

    [LoggerMessage(LogLevel.Debug, "Another question could not be answered: {Part}, {Trouble} (request {RequestId}).")]
    private partial void LogFurther(GatewayPart part, StoreTrouble trouble, string requestId);
}
