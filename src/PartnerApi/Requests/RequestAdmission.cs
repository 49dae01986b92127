using System.Threading.RateLimiting;
using PartnerApi.Core;
using PartnerApi.GraphQL;
using PartnerApi.Identity;
using PartnerApi.Identity.Validation;
using PartnerApi.Partners;
using PartnerApi.Policy;
using PartnerApi.Storage;

namespace PartnerApi.Requests;

/// <summary>Limits the requests of all clients of a partner together: requests per second, and requests in progress at the same time.</summary>
internal interface IRequestGate
{
    /// <summary>Admits or rejects a request with a verified token before any of it is read. Dispose the lease when the request is answered.</summary>
    RequestLease Enter(ClientEntry caller);
}

/// <summary>A request's permit under the limits of its partner.</summary>
/// <param name="lease">Released when the request is answered; null if it was rejected.</param>
/// <param name="refusal">The error of a rejected request; null if it was admitted.</param>
internal readonly struct RequestLease(RateLimitLease? lease, GatewayError? refusal) : IDisposable
{
    /// <summary>The error of a rejected request; null if it was admitted.</summary>
    public GatewayError? Refusal => refusal;

    /// <inheritdoc/>
    public void Dispose() => lease?.Dispose();
}

/// <summary>
/// Admits requests of every endpoint for callers with a token: token, client, request limits, then the snapshot and the agreement. Safe for concurrent use.
/// </summary>
internal sealed class RequestAdmission(
    TokenAuthenticator tokens, IRequestGate requests, ReadSessions sessions, PartnerDirectory directory, CityClock clock) : IRequestAdmission
{
    /// <inheritdoc/>
    public async ValueTask<ICallerAdmission> AdmitAsync(HttpContext http)
    {
        if (await tokens.AuthenticateAsync(http) is not { } token) return new RefusedCaller(GatewayError.Unauthenticated);
        if ((directory.LastKnown(token.ClientId) ?? await LookUpAsync(token.ClientId, http.RequestAborted)) is not { } client)
            return new RefusedCaller(AgreementErrors.NotActive);
        return new AdmittedCaller(this, token, client, requests.Enter(client));
    }

    private ReadSessions Sessions => sessions;

    // The client may have been added since the directory was last read.
    private async Task<ClientEntry?> LookUpAsync(string client, CancellationToken cancel)
    {
        using var session = await sessions.BeginAsync(cancel);
        return directory.Current(session).FindClient(client);
    }

    private BegunRequest Begin(AccessToken token, ReadSession session)
    {
        try
        {
            if (directory.Current(session).FindClient(token.ClientId) is not { } caller) return new BegunRequest(session, null, AgreementErrors.NotActive);
            var request = new GatewayRequest(caller, caller.Audience.Narrow(token.Scopes), token.ExpiresAt, session, clock.Hour);
            if (AgreementGate.Admit(caller.Terms, request.Today) is null) return new BegunRequest(session, request, null);
            request.AddRefused(PartnerErrorCodes.AgreementNotActive);
            return new BegunRequest(session, request, AgreementErrors.NotActive);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private sealed class RefusedCaller(GatewayError refusal) : ICallerAdmission
    {
        public GatewayError? Refusal => refusal;

        public string Partner => throw new InvalidOperationException("The caller is not admitted.");

        public Task<IBegunRequest> BeginAsync(CancellationToken cancel) => throw new InvalidOperationException("The caller is not admitted.");

        public Task<IBegunRequest> OpenAsync(CancellationToken cancel) => throw new InvalidOperationException("The caller is not admitted.");

        public void Dispose()
        {
        }
    }

    private sealed class AdmittedCaller(RequestAdmission admission, AccessToken token, ClientEntry client, RequestLease lease) : ICallerAdmission
    {
        public GatewayError? Refusal => lease.Refusal;

        public string Partner => client.PartnerId;

        public async Task<IBegunRequest> BeginAsync(CancellationToken cancel) => admission.Begin(token, await admission.Sessions.BeginAsync(cancel));

        public async Task<IBegunRequest> OpenAsync(CancellationToken cancel) => admission.Begin(token, await admission.Sessions.OpenAsync(cancel));

        public void Dispose() => lease.Dispose();
    }

    private sealed class BegunRequest(ReadSession session, GatewayRequest? request, GatewayError? refusal) : IBegunRequest
    {
        public GatewayError? Refusal => refusal;

        public SchemaRequest? Request => request;

        public ValueTask BeginAsync(CancellationToken cancel) => session.BeginAsync(cancel);

        public ValueTask ConfirmAsync() => session.ConfirmAsync();

        public void Dispose() => session.Dispose();
    }
}
