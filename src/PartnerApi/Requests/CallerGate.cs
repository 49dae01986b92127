using PartnerApi.Core;
using PartnerApi.GraphQL;
using PartnerApi.Http;

namespace PartnerApi.Requests;

/// <summary>Applies the access checks of <c>/graphql</c> to endpoints that serve files to callers with a scope.</summary>
internal sealed class CallerGate(IRequestAdmission admission)
{
    /// <summary>
    /// Returns null if the caller is admitted, or else the error response. For an audience without the scope, the endpoint does not exist.
    /// </summary>
    /// <param name="http">The request.</param>
    /// <param name="scope">The scope that the token and the caller's audience must have.</param>
    /// <exception cref="StoreUnavailableException">The directory cannot be read.</exception>
    public async Task<IResult?> RefuseAsync(HttpContext http, string scope)
    {
        // The request counts as running until the file is sent.
        var caller = await admission.AdmitAsync(http);
        http.Response.RegisterForDispose(caller);
        if (caller.Refusal is { } refusal) return new ErrorResult(refusal, refusal.Code.Status);
        using var begun = await caller.BeginAsync(http.RequestAborted);
        if (begun.Refusal is { } refused) return new ErrorResult(refused, refused.Code.Status);
        var request = begun.Request!;
        if (!request.Audience.Scopes.Contains(scope)) return Results.NotFound();
        return request.Scopes.Contains(scope) ? null : new ErrorResult(GatewayError.Forbidden([[scope]], request.Scopes), StatusCodes.Status403Forbidden);
    }
}
