using System.Threading.RateLimiting;
using PartnerApi.Core;
using PartnerApi.Partners;

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
