using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using PartnerApi.Core;
using PartnerApi.Http;

namespace PartnerApi.Hosting;

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
