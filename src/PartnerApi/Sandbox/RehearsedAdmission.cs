using PartnerApi.Core;
using PartnerApi.Disclosures;
using PartnerApi.GraphQL;
using PartnerApi.Requests;

namespace PartnerApi.Sandbox;

/// <summary>Admits requests as in production, and then waits or fails if the body contains a rehearsal number.</summary>
internal sealed class RehearsedAdmission(RequestAdmission admission, Rehearsals rehearsals) : IRequestAdmission
{
    /// <inheritdoc/>
    public async ValueTask<ICallerAdmission> AdmitAsync(HttpContext http)
    {
        var caller = await admission.AdmitAsync(http);
        if (caller.Refusal is not null || !HttpMethods.IsPost(http.Request.Method)) return caller;
        var body = new ScannedBody(http.Request.Body);
        http.Request.Body = body;
        return new RehearsedCaller(caller, body, rehearsals);
    }

    // The engine begins a request when it has read the whole body.
    private sealed class RehearsedCaller(ICallerAdmission caller, ScannedBody body, Rehearsals rehearsals) : ICallerAdmission
    {
        // Decided once, because a request may begin again.
        private bool? fails;

        public GatewayError? Refusal => null;

        public string Partner => caller.Partner;

        public Task<IBegunRequest> BeginAsync(CancellationToken cancel) => RehearseAsync(caller.BeginAsync, cancel);

        public Task<IBegunRequest> OpenAsync(CancellationToken cancel) => RehearseAsync(caller.OpenAsync, cancel);

        public void Dispose() => caller.Dispose();

        private async Task<IBegunRequest> RehearseAsync(Func<CancellationToken, Task<IBegunRequest>> begin, CancellationToken cancel)
        {
            if (body.Found is not { } rehearsal) return await begin(cancel);
            if (fails is null && rehearsal == Rehearsal.Slow) await rehearsals.WaitAsync(cancel);
            fails ??= rehearsal != Rehearsal.Slow && rehearsals.IsFirst(Partner, rehearsal);
            if (fails.Value && rehearsal == Rehearsal.Unavailable) throw Rehearsals.Failure(GatewayPart.Database);
            var begun = await begin(cancel);
            if (fails.Value && begun is { Refusal: null, Request: { } request }) rehearsals.Lose(request);
            return begun;
        }
    }
}

/// <summary>Records disclosures as in production, and then fails if the response is to be lost.</summary>
internal sealed class RehearsedRecorder(DisclosureLog log, Rehearsals rehearsals) : IDisclosureRecorder
{
    /// <inheritdoc/>
    public async Task RecordAsync(SchemaRequest request)
    {
        await log.RecordAsync(request);
        rehearsals.RequireNotLost(request);
    }
}
