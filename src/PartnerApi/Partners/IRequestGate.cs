using System.Threading.RateLimiting;
using PartnerApi.Core;

namespace PartnerApi.Partners;

/// <summary>Bounds what the clients of one partner send together: requests a second, and requests in progress at the same time.</summary>
internal interface IRequestGate
{
    /// <summary>Admits a request whose token was verified, before anything of it is read. Dispose the pass when the request is answered.</summary>
    RequestLease Enter(ClientEntry caller);
}

/// <summary>A request's place among those of its partner.</summary>
/// <param name="lease">Is given back when the request is answered; null for one that was refused.</param>
/// <param name="refusal">Why it is refused; null when it is admitted.</param>
internal readonly struct RequestLease(RateLimitLease? lease, GatewayError? refusal) : IDisposable
{
    /// <summary>Why the request is refused; null when it is admitted.</summary>
    public GatewayError? Refusal => refusal;

    /// <inheritdoc/>
    public void Dispose() => lease?.Dispose();
}

/// <summary>What a feature counts of a partner. A client's entry keeps it, so that a request does not look for it again.</summary>
internal abstract class PartnerMeter;
