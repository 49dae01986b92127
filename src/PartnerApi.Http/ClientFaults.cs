using Microsoft.AspNetCore.Connections;
using PartnerApi.Core;

namespace PartnerApi.Http;

/// <summary>How a client's request can break the rules of HTTP or the endpoint's limits.</summary>
public enum ClientFault
{
    /// <summary>Chunks, lengths or a charset that violate HTTP, or a truncated body.</summary>
    Malformed,

    /// <summary>The body arrives too slowly.</summary>
    SlowBody,

    /// <summary>The body exceeds the endpoint's limit.</summary>
    LargeBody,

    /// <summary>The connection was reset while the body was read.</summary>
    Disconnected,

    /// <summary>More HTTP/2 frames than the server buffers; it closed the connection.</summary>
    Flood,
}

/// <summary>
/// Counts client faults. They are ordinary, and anybody can cause them. The log therefore gets one short line for the first fault, and one line with the
/// counts for each further minute with faults. It never contains any part of a request.
/// </summary>
public sealed partial class ClientFaults : IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private static readonly string[] Words =
        ["malformed request", "slow body", "body that is too large", "connection that was reset", "flood of HTTP/2 frames"];

    private static readonly string[] Plurals =
        ["malformed requests", "slow bodies", "bodies that are too large", "connections that were reset", "floods of HTTP/2 frames"];

    private readonly ILogger logger;
    private readonly ITimer timer;
    private readonly Lock gate = new();
    private readonly long[] counts = new long[Words.Length];
    private bool isOpen;

    /// <summary>Counts from now, with one timer for the minute of each burst.</summary>
    public ClientFaults(TimeProvider time, ILogger<ClientFaults> logger)
    {
        this.logger = logger;
        timer = time.CreateTimer(_ => EndWindow(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Maps an exception from reading a request to the client's fault; null if it was not the client's fault.</summary>
    public static ClientFault? KindOf(Exception error) => error switch
    {
        BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } => ClientFault.SlowBody,
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => ClientFault.LargeBody,
        BadHttpRequestException => ClientFault.Malformed,

        // A chunk length that overflows.
        IOException { InnerException: OverflowException } => ClientFault.Malformed,
        ConnectionResetException => ClientFault.Disconnected,
        _ => null,
    };

    /// <summary>Counts a fault. It aborts the connection if the client reset it.</summary>
    public void Count(ClientFault kind, HttpContext http)
    {
        // Otherwise the server tries to read the rest of the body, and logs the failure with a stack trace.
        if (kind == ClientFault.Disconnected) http.Abort();
        Count(kind, http.TraceIdentifier);
    }

    /// <summary>Logs the first fault at once, and counts later ones for the minute's line.</summary>
    /// <param name="kind">The cause.</param>
    /// <param name="requestId">The id of the request, for the log.</param>
    public void Count(ClientFault kind, string requestId)
    {
        lock (gate)
        {
            if (isOpen)
            {
                counts[(int)kind]++;
                return;
            }
            isOpen = true;
            timer.Change(Window, Timeout.InfiniteTimeSpan);
        }
        LogFirst(Words[(int)kind], requestId);
    }

    /// <summary>Logs the counts since the last line.</summary>
    public void Dispose()
    {
        timer.Dispose();
        EndWindow();
    }

    private void EndWindow()
    {
        string text;
        lock (gate)
        {
            text = string.Join(", ", counts.Index().Where(count => count.Item > 0)
                .Select(count => English.Count(count.Item, Words[count.Index], Plurals[count.Index])));
            Array.Clear(counts);
            isOpen = text.Length > 0 && timer.Change(Window, Timeout.InfiniteTimeSpan);
        }
        if (text.Length > 0) LogMore(text);
    }

    [LoggerMessage(LogLevel.Information, "Client fault: {Kind} (request {RequestId}). Further faults are counted for a minute.")]
    private partial void LogFirst(string kind, string requestId);

    [LoggerMessage(LogLevel.Information, "Client faults since the last line: {Counts}.")]
    private partial void LogMore(string counts);
}
