using PartnerApi.Core;

namespace PartnerApi.GraphQL.Fields;

/// <summary>
/// Logs that a part of the gateway is unavailable: at most one warning per minute for each part, because callers determine the number of affected requests,
/// and a full disk may be the disk of the log. Others are logged at the debug level. Safe for concurrent use.
/// </summary>
internal sealed partial class OutageLog(TimeProvider time, ILogger<OutageLog> logger)
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly Dictionary<GatewayPart, long> logged = [];

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
        "A request failed: the {Part} is unavailable, {Trouble} (request {RequestId}). Further failures within a minute are logged at the debug level.")]
    private partial void LogUnavailable(string part, StoreTrouble trouble, string requestId);

    [LoggerMessage(LogLevel.Debug, "Another request failed: {Part}, {Trouble} (request {RequestId}).")]
    private partial void LogFurther(GatewayPart part, StoreTrouble trouble, string requestId);
}
