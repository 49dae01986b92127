using PartnerApi.Core;

namespace PartnerApi.Clocks;

/// <summary>Tells in readiness that the clock is not trusted. Questions are answered all the same.</summary>
internal sealed class ClockCheck(TrustedTime trusted) : IReadinessCheck
{
    /// <inheritdoc/>
    public string Part => "clock";

    /// <inheritdoc/>
    public ValueTask<Readiness> CheckAsync() => new(trusted.Last.IsTrusted ? Readiness.Ready : Readiness.NeedsAttention);
}
