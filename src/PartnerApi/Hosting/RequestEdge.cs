using PartnerApi.Contract;
using PartnerApi.Storage;

namespace PartnerApi.Hosting;

/// <summary>What holds for every request, whatever answers it: it has an id, and an exception that nobody caught tells nothing.</summary>
internal static partial class RequestEdge
{
    /// <summary>
    /// Names each request in the response header <c>X-Request-Id</c>; the log has the same name, and no body has it. What fails unforeseen is
    /// 503 while the store is away, else 500, both without a body.
    /// </summary>
    public static void UseRequestEdge(this WebApplication app)
    {
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(RequestEdge).FullName!);
        app.Use(async (context, next) =>
        {
            context.Response.Headers["X-Request-Id"] = context.TraceIdentifier;
            try
            {
                await next(context);
            }
            catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
            {
                // The caller has gone.
            }
            catch (Exception error) when (!context.Response.HasStarted)
            {
                // The message of an exception can hold what was asked; its type and place cannot.
                LogFailure(logger, error.GetType().Name, error.StackTrace, context.TraceIdentifier);
                context.Response.Clear();
                context.Response.Headers["X-Request-Id"] = context.TraceIdentifier;
                var isStore = StoreUnavailableException.Find(error) is not null;
                if (isStore) context.Response.Headers.RetryAfter = ErrorCodes.RetryAfterSeconds;
                context.Response.StatusCode = isStore ? StatusCodes.Status503ServiceUnavailable
                    : error is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError;
            }
        });
    }

    [LoggerMessage(LogLevel.Error, "A request failed with {Kind} at {Place} (request {RequestId}).")]
    private static partial void LogFailure(ILogger logger, string kind, string? place, string requestId);
}
