using System.Globalization;
using PartnerApi.Core;

namespace PartnerApi.Http;

/// <summary>An error as the whole response of an endpoint other than GraphQL, in the format of <c>/graphql</c>.</summary>
/// <param name="error">The only entry of <c>errors</c>.</param>
/// <param name="status">The HTTP status. It differs from <c>/graphql</c> for errors that accompany data there with 200: here there is no data.</param>
public sealed class ErrorResult(GatewayError error, int status) : IResult
{
    private const string ContentType = "application/json; charset=utf-8";

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        if (error.Wait > 0) httpContext.Response.Headers.RetryAfter = error.Wait.ToString(CultureInfo.InvariantCulture);
        return JsonResponse.SendAsync(httpContext, ContentType, status, JsonResponse.Serialize(writer => ErrorJson.WriteAll(writer, [error])));
    }
}
