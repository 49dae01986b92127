using System.Globalization;
using PartnerApi.Core;

namespace PartnerApi.Contract;

/// <summary>An error as the whole answer of an endpoint that is not GraphQL, in the form that <c>/graphql</c> has.</summary>
/// <param name="error">The error.</param>
/// <param name="status">The HTTP status; where <c>/graphql</c> would answer 200 because other answers may stand beside, there are none here.</param>
internal sealed class ErrorResult(GatewayError error, int status) : IResult
{
    private const string ContentType = "application/json; charset=utf-8";

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        if (error.Wait > 0) httpContext.Response.Headers.RetryAfter = error.Wait.ToString(CultureInfo.InvariantCulture);
        return JsonResponse.SendAsync(httpContext, ContentType, status, JsonResponse.Serialize(writer => ErrorJson.WriteAll(writer, [error])));
    }
}
