using Microsoft.AspNetCore.Connections;
using PartnerApi.Core;

namespace PartnerApi.Contract;

/// <summary>What a caller can do wrong with a request's bytes.</summary>
internal enum ClientFault
{
    /// <summary>Chunks, lengths or a charset that do not follow HTTP, or a body that ends too early.</summary>
    Malformed,

    /// <summary>The body arrives too slowly.</summary>
    SlowBody,

    /// <summary>The body is longer than the endpoint takes.</summary>
    LargeBody,

    /// <summary>The connection was reset while the body was read.</summary>
    Disconnected,

    /// <summary>More HTTP/2 frames than the server keeps; it ended the connection.</summary>
    Flood,
}

/// <summary>
/// Counts requests that are the caller's fault. They are ordinary, and anybody can send them, so the log gets one short line when they begin and
/// one with the counts for each minute in which there were more; it never holds anything of the request.
/// </summary>
internal sealed partial class ClientFaults : IDisposable
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

    /// <summary>Starts counting.</summary>
    public ClientFaults(TimeProvider time, ILogger<ClientFaults> logger)
    {
        this.logger = logger;
        timer = time.CreateTimer(_ => EndWindow(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>What a caller did wrong that the server's reading of a request failed like this; null when it was not the caller.</summary>
    public static ClientFault? KindOf(Exception error) => error switch
    {
        BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } => ClientFault.SlowBody,
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => ClientFault.LargeBody,
        BadHttpRequestException => ClientFault.Malformed,

        // The length of a chunk that no number can hold.
        IOException { InnerException: OverflowException } => ClientFault.Malformed,
        ConnectionResetException => ClientFault.Disconnected,
        _ => null,
    };

    /// <summary>Counts one; ends the connection if the caller did.</summary>
    public void Count(ClientFault kind, HttpContext http)
    {
        // Otherwise the server tries to read what is left of the body, and logs that it cannot, with a stack.
        if (kind == ClientFault.Disconnected) http.Abort();
        Count(kind, http.TraceIdentifier);
    }

    /// <summary>Counts one.</summary>
    /// <param name="kind">What was wrong.</param>
    /// <param name="requestId">The request's id.</param>
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

    /// <summary>Logs what was counted since the last line.</summary>
    public void Dispose()
    {
        timer.Dispose();
        EndWindow();
    }

    private void EndWindow()
    {
        string told;
        lock (gate)
        {
            told = string.Join(", ", counts.Index().Where(count => count.Item > 0)
                .Select(count => English.Count(count.Item, Words[count.Index], Plurals[count.Index])));
            Array.Clear(counts);
            isOpen = told.Length > 0 && timer.Change(Window, Timeout.InfiniteTimeSpan);
        }
        if (told.Length > 0) LogMore(told);
    }

    [LoggerMessage(LogLevel.Information, "A caller's fault: {Kind} (request {RequestId}). More of them are counted for a minute.")]
    private partial void LogFirst(string kind, string requestId);

    [LoggerMessage(LogLevel.Information, "Callers' faults since the last line: {Counts}.")]
    private partial void LogMore(string counts);
}
