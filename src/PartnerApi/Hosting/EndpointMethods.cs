using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using PartnerApi.Contract;
using PartnerApi.Core;

namespace PartnerApi.Hosting;

/// <summary>
/// Answers requests with a method that the address does not support (RFC 9110, section 15.5.6), and browsers' preflights (Fetch, CORS protocol).
/// </summary>
internal static class EndpointMethods
{
    private const string Anything = "*";

    // A day: it does not change while the program runs.
    private const string PreflightSeconds = "86400";

    private static readonly StringValues PublicMethods = string.Join(", ", AnyOrigin.Methods);

    private static readonly ErrorResult NotAllowed = new(
        new GatewayError(ErrorCode.MethodNotAllowed, "The address does not support this method."), StatusCodes.Status405MethodNotAllowed);

    /// <summary>Answers here, or goes on to the endpoint.</summary>
    public static Task AnswerAsync(HttpContext http, RequestDelegate next)
    {
        if (http.GetEndpoint() is not { } endpoint)
        {
            // There is no such address, or no such method for pages of another origin.
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

        // Every endpoint of ours has a rule. One without is the router's: there is such an address, but not for this method.
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
        // It writes the status and `Allow`.
        await router.RequestDelegate!(http);
        if (http.Response.StatusCode != StatusCodes.Status405MethodNotAllowed) return;
        var allowed = http.Response.Headers.GetCommaSeparatedValues(HeaderNames.Allow).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (allowed.Contains(HttpMethods.Get)) allowed.Add(HttpMethods.Head);
        http.Response.Headers.Allow = string.Join(", ", allowed.Order(StringComparer.Ordinal));

        // Without the headers of CORS the browser goes no further; Fetch recommends this status to servers that do not take part.
        if (IsPreflight(http.Request)) http.Response.StatusCode = StatusCodes.Status403Forbidden;
        else await NotAllowed.ExecuteAsync(http);
    }

    private static bool IsPreflight(HttpRequest request) =>
        HttpMethods.IsOptions(request.Method) && request.Headers.Origin.Count > 0 && request.Headers.AccessControlRequestMethod.Count > 0;
}
