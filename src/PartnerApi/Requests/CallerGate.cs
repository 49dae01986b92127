using PartnerApi.Core;
using PartnerApi.Http;
using PartnerApi.Identity;
using PartnerApi.Partners;
using PartnerApi.Policy;
using PartnerApi.Storage;

namespace PartnerApi.Requests;

/// <summary>Applies the access checks of <c>/graphql</c> to endpoints that serve files to callers with a scope.</summary>
internal sealed class CallerGate(
    TokenAuthenticator tokens, IRequestGate requests, ReadSessions sessions, PartnerDirectory directory, CityClock clock) : ICallerGate
{
    /// <inheritdoc/>
    public async Task<IResult?> RefuseAsync(HttpContext http, string scope)
    {
        if (await tokens.AuthenticateAsync(http) is not { } token) return new ErrorResult(GatewayError.Unauthenticated, StatusCodes.Status401Unauthorized);
        using var session = await sessions.BeginAsync(http.RequestAborted);
        if (directory.Current(session).FindClient(token.ClientId) is not { } caller)
            return new ErrorResult(AgreementErrors.NotActive, AgreementErrors.NotActive.Code.Status);

        // The request counts as running until the file is sent.
        var pass = requests.Enter(caller);
        http.Response.RegisterForDispose(pass);
        if (pass.Refusal is { } refusal) return new ErrorResult(refusal, refusal.Code.Status);
        if (AgreementGate.Admit(caller.Terms, clock.Today) is not null)
            return new ErrorResult(AgreementErrors.NotActive, AgreementErrors.NotActive.Code.Status);
        if (!caller.Audience.Scopes.Contains(scope)) return Results.NotFound();
        return token.Scopes.Contains(scope) ? null : new ErrorResult(GatewayError.Forbidden([[scope]], token.Scopes), StatusCodes.Status403Forbidden);
    }
}
