using PartnerApi.Core;

namespace PartnerApi.Clocks;

/// <summary>Reports an untrusted clock in the readiness response. The gateway still serves requests.</summary>
internal sealed class ClockCheck(TrustedTime trusted) : IReadinessCheck
{
    /// <inheritdoc/>
    public string Part => "clock";

    /// <inheritdoc/>
    public ValueTask<Readiness> CheckAsync() => new(trusted.Last.IsTrusted ? Readiness.Ready : Readiness.NeedsAttention);
}
