using Microsoft.Extensions.Logging.Abstractions;
using PartnerApi.Http;

namespace PartnerApi.Hosting;

/// <summary>
/// Receives the server's log messages about HTTP/2. A flood of frames is a client's fault, but the server logs it as critical, with an exception. This class
/// counts it instead, and logs other events by name.
/// </summary>
/// <param name="services">Used only when something is logged, because the counter itself needs the log.</param>
internal sealed partial class Http2Faults(IServiceProvider services) : ILoggerProvider, ILogger
{
    public const string Category = "Microsoft.AspNetCore.Server.Kestrel.Http2";

    /// <summary>The name of the server's event.</summary>
    public const string Flood = "Http2QueueOperationsExceeded";

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => categoryName == Category ? this : NullLogger.Instance;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel)) return;
        if (eventId.Name == Flood) services.GetRequiredService<ClientFaults>().Count(ClientFault.Flood, "of an ended connection");
        else LogOther(services.GetRequiredService<ILogger<Http2Faults>>(), eventId.Name, exception?.GetType().Name);
    }

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    [LoggerMessage(LogLevel.Error, "The server reported {Event} on an HTTP/2 connection ({Kind}).")]
    private static partial void LogOther(ILogger logger, string? @event, string? kind);
}
