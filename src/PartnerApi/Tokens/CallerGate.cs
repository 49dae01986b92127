using PartnerApi.Contract;
using PartnerApi.Partners;
using PartnerApi.Policy;
using PartnerApi.Storage;

namespace PartnerApi.Tokens;

/// <summary>The gates of <c>/graphql</c>, for endpoints that serve files to callers with one scope.</summary>
internal sealed class CallerGate(TokenAuthenticator tokens, ReadSessions sessions, PartnerDirectory directory, CityClock clock) : ICallerGate
{
    private static readonly QuestionError Unauthenticated = new(ErrorCode.Unauthenticated, "The request has no valid access token.");

    /// <inheritdoc/>
    public async Task<QuestionError?> RefuseAsync(HttpContext http, string scope)
    {
        if (await tokens.AuthenticateAsync(http) is not { } token) return Unauthenticated;
        using var session = await sessions.BeginAsync(http.RequestAborted);
        if (directory.Current(session).FindClient(token.ClientId) is not { } caller || AgreementGate.Admit(caller.Terms, clock.Today) is not null)
            return AgreementErrors.NotActive;
        return caller.Audience.Narrow(token.Scopes).Contains(scope) ? null : Lacks(scope);
    }

    private static QuestionError Lacks(string scope) =>
        new(ErrorCode.Forbidden, $"The token lacks the scope {scope}.", new Dictionary<string, object?> { ["requiredScopes"] = new[] { new[] { scope } } });
}
