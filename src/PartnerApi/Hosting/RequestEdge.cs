using System.Buffers;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using PartnerApi.Core;
using PartnerApi.Http;
using PartnerApi.Policy;
using PartnerApi.Sealing;
using PartnerApi.Storage.Setup;

namespace PartnerApi.Hosting;

/// <summary>Common handling of all requests: each has an id, its method is supported by the address, and errors reveal nothing.</summary>
internal static partial class RequestEdge
{
    public static void AddRequestEdge(this IHostApplicationBuilder builder) => builder.Services.AddSingleton<ClientFaults>();

    /// <summary>
    /// Sets the id of each request in the response header <c>X-Request-Id</c>. The log contains the same id; response bodies do not. Forbids browsers to guess a
    /// type of content. HEAD is handled like GET.
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
            SetHeaders(context);

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

    // No browser may take a response, such as an error, for a page or a script.
    private static void SetHeaders(HttpContext context)
    {
        RequestId.Show(context);
        context.Response.Headers.XContentTypeOptions = "nosniff";
    }

    private static void Refuse(HttpContext context, Exception error, ClientFault? fault)
    {
        if (context.Response.HasStarted)
        {
            // The client must not take the partial response for a complete one.
            context.Abort();
            return;
        }

        context.Response.Clear();
        SetHeaders(context);
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

/// <summary>
/// The id of a request: the client's own if it is well-formed, else a random one. The server's default is a counter, which would reveal the number of other
/// clients' requests.
/// </summary>
internal static class RequestId
{
    private const string Header = "X-Request-Id";
    private const int Longest = 64;

    private static readonly SearchValues<char> Characters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    /// <summary>Sets the id of the request, for the response and the log.</summary>
    public static void Assign(HttpContext http)
    {
        var given = http.Request.Headers[Header];
        http.TraceIdentifier = given.Count == 1 && IsWellFormed(given[0]) ? given[0]! : Random();
    }

    /// <summary>Sets the response header.</summary>
    public static void Show(HttpContext http) => http.Response.Headers[Header] = http.TraceIdentifier;

    /// <summary>
    /// Whether an id has 1 to 64 characters of <c>A-Z a-z 0-9 . _ -</c> and contains no card number, with or without separators, so that none is logged.
    /// </summary>
    public static bool IsWellFormed(string? id) =>
        id is { Length: > 0 and <= Longest } && !id.AsSpan().ContainsAnyExcept(Characters) && !CardNumber.IsAnyIn(id);

    private static string Random()
    {
        var id = RandomIds.Next();
        return Convert.ToHexStringLower(MemoryMarshal.AsBytes(new ReadOnlySpan<UInt128>(in id)));
    }
}

/// <summary>
/// Responds to requests with a method that the address does not support (RFC 9110, section 15.5.6), and to preflight requests (Fetch, CORS protocol).
/// </summary>
internal static class EndpointMethods
{
    private const string Anything = "*";

    // A day: the answer does not change while the program runs.
    private const string PreflightSeconds = "86400";

    private static readonly StringValues PublicMethods = string.Join(", ", AnyOrigin.Methods);

    private static readonly ErrorResult NotAllowed = new(
        new GatewayError(ErrorCode.MethodNotAllowed, "This address does not support this method. See the header Allow."), StatusCodes.Status405MethodNotAllowed);

    /// <summary>Responds, or passes the request to the endpoint.</summary>
    public static Task AnswerAsync(HttpContext http, RequestDelegate next)
    {
        if (http.GetEndpoint() is not { } endpoint)
        {
            // The address does not exist, or does not support the method for other origins.
            if (!IsPreflight(http.Request)) return next(http);
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        }

        var headers = http.Response.Headers;
        if (endpoint.Metadata.GetMetadata<AnyOrigin>() is not null)
        {
            headers.AccessControlAllowOrigin = Anything;
            return HttpMethods.IsOptions(http.Request.Method) ? AllowAsync(http) : next(http);
        }

        // All of the gateway's endpoints have a rule. The router's endpoint has none: the address exists but does not support the method.
        return endpoint.Metadata.GetMetadata<EndpointRule>() is null ? RefuseAsync(http, endpoint) : next(http);
    }

    private static Task AllowAsync(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.AccessControlAllowMethods = PublicMethods;
        headers.AccessControlAllowHeaders = Anything;
        headers.AccessControlMaxAge = PreflightSeconds;
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static async Task RefuseAsync(HttpContext http, Endpoint router)
    {
        // The router's endpoint writes the status and `Allow`.
        await router.RequestDelegate!(http);
        if (http.Response.StatusCode != StatusCodes.Status405MethodNotAllowed) return;
        var allowed = http.Response.Headers.GetCommaSeparatedValues(HeaderNames.Allow).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (allowed.Contains(HttpMethods.Get)) allowed.Add(HttpMethods.Head);
        http.Response.Headers.Allow = string.Join(", ", allowed.Order(StringComparer.Ordinal));

        // Without CORS headers, the browser stops. Fetch recommends this status for servers that do not support CORS.
        if (IsPreflight(http.Request)) http.Response.StatusCode = StatusCodes.Status403Forbidden;
        else await NotAllowed.ExecuteAsync(http);
    }

    private static bool IsPreflight(HttpRequest request) =>
        HttpMethods.IsOptions(request.Method) && request.Headers.Origin.Count > 0 && request.Headers.AccessControlRequestMethod.Count > 0;
}
