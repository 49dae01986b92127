using Microsoft.AspNetCore.Connections;
using PartnerApi.Contract;
using PartnerApi.Core;
using PartnerApi.Storage.Setup;

namespace PartnerApi.Hosting;

/// <summary>What holds for every request, whatever answers it: it has an id, its method is one that the address supports, and a failure tells nothing.</summary>
internal static partial class RequestEdge
{
    /// <summary>Adds what the edge needs.</summary>
    public static void AddRequestEdge(this IHostApplicationBuilder builder) => builder.Services.AddSingleton<ClientFaults>();

    /// <summary>
    /// Names each request in the response header <c>X-Request-Id</c>; the log has the same name, and no body has it. HEAD is answered like GET.
    /// Methods that an address does not support, and browsers' preflights, are answered here, before anybody is authenticated. What fails unforeseen is
    /// 503 while the store is away, else 500, both without a body.
    /// </summary>
    public static void UseRequestEdge(this WebApplication app)
    {
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(RequestEdge).FullName!);
        var faults = app.Services.GetRequiredService<ClientFaults>();
        app.Use(async (context, next) =>
        {
            RequestId.Assign(context);

            // The server sends no body in answer to HEAD, whatever is written.
            if (HttpMethods.IsHead(context.Request.Method)) context.Request.Method = HttpMethods.Get;
            try
            {
                if (IsAmbiguous(context.Request)) throw new BadHttpRequestException("The length of the body is ambiguous.");
                await next(context);
            }
            catch (OperationCanceledException error) when (error is ConnectionAbortedException || context.RequestAborted.IsCancellationRequested)
            {
                // The caller has gone, and the server need not read what is left of the body.
                context.Abort();
            }
            catch (Exception error)
            {
                var fault = ClientFaults.KindOf(error);
                if (fault is { } kind) faults.Count(kind, context);

                // The message of an exception can hold what was asked; its type and place cannot.
                else LogFailure(logger, error.GetType().Name, error.StackTrace, context.TraceIdentifier);
                Refuse(context, error, fault);
            }
        });
        app.UseRouting();
        app.Use(EndpointMethods.AnswerAsync);
    }

    // A proxy may have taken another length for the body's, and what follows for a request of its own (RFC 9112, section 6.1). The server renames a
    // length beside chunks.
    private static bool IsAmbiguous(HttpRequest request) =>
        request.Headers.TransferEncoding.Count > 0 && (request.Headers.ContainsKey("X-Content-Length") || request.Protocol == HttpProtocol.Http10);

    private static void Refuse(HttpContext context, Exception error, ClientFault? fault)
    {
        if (context.Response.HasStarted)
        {
            // The caller must not take what was sent for a whole answer.
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
