using Microsoft.AspNetCore.Connections;
using PartnerApi.Core;
using PartnerApi.Http;
using PartnerApi.Storage.Setup;

namespace PartnerApi.Hosting;

/// <summary>Common handling of all requests: each has an id, its method is supported by the address, and errors reveal nothing.</summary>
internal static partial class RequestEdge
{
    public static void AddRequestEdge(this IHostApplicationBuilder builder) => builder.Services.AddSingleton<ClientFaults>();

    /// <summary>
    /// Sets the id of each request in the response header <c>X-Request-Id</c>. The log contains the same id; response bodies do not. HEAD is handled like GET.
    /// Unsupported methods and preflight requests are answered before authentication. Unexpected errors result in status 503 if the store is unavailable, else
    /// 500, both without a body.
    /// </summary>
    public static void UseRequestEdge(this WebApplication app)
    {
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(RequestEdge).FullName!);
        var faults = app.Services.GetRequiredService<ClientFaults>();
        app.Use(async (context, next) =>
        {
            RequestId.Assign(context);

            // The server never sends a body in response to HEAD.
            if (HttpMethods.IsHead(context.Request.Method)) context.Request.Method = HttpMethods.Get;
            try
            {
                if (IsAmbiguous(context.Request)) throw new BadHttpRequestException("The length of the body is ambiguous.");
                await next(context);
            }
            catch (OperationCanceledException error) when (error is ConnectionAbortedException || context.RequestAborted.IsCancellationRequested)
            {
                // The client has disconnected, so the server need not read the rest of the body.
                context.Abort();
            }
            catch (Exception error)
            {
                var fault = ClientFaults.KindOf(error);
                if (fault is { } kind) faults.Count(kind, context);

                // The message of an exception may contain request data; its type and stack trace do not.
                else LogFailure(logger, error.GetType().Name, error.StackTrace, context.TraceIdentifier);
                Refuse(context, error, fault);
            }
        });
        app.UseRouting();
        app.Use(EndpointMethods.AnswerAsync);
    }

    // A proxy may have used another length for the body and treated the rest as another request (RFC 9112, section 6.1). The server renames a Content-Length
    // header that accompanies chunks.
    private static bool IsAmbiguous(HttpRequest request) =>
        request.Headers.TransferEncoding.Count > 0 && (request.Headers.ContainsKey("X-Content-Length") || request.Protocol == HttpProtocol.Http10);

    private static void Refuse(HttpContext context, Exception error, ClientFault? fault)
    {
        if (context.Response.HasStarted)
        {
            // The client must not take the partial response for a complete one.
            context.Abort();
            return;
        }

        context.Response.Clear();
        RequestId.Show(context);
        if (fault is not null) context.Response.Headers.Connection = "close";
        var isStore = StoreFailures.Find(error) is not null;
        if (isStore) context.Response.Headers.RetryAfter = ErrorCode.RetryAfterSeconds;
        context.Response.StatusCode = isStore ? StatusCodes.Status503ServiceUnavailable
            : error is BadHttpRequestException bad ? bad.StatusCode
            : fault is not null ? StatusCodes.Status400BadRequest
            : StatusCodes.Status500InternalServerError;
    }

    [LoggerMessage(LogLevel.Error, "A request failed with {Kind} at {Place} (request {RequestId}).")]
    private static partial void LogFailure(ILogger logger, string kind, string? place, string requestId);
}
