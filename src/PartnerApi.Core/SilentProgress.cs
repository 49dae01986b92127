namespace PartnerApi.Core;

/// <summary>Shows no progress, for <c>--quiet</c> and for callers without a display.</summary>
public sealed class SilentProgress : IProgressDisplay, IProgressPhase
{
    /// <inheritdoc/>
    public IProgressPhase Begin(string title, string unit, long? total) => this;

    /// <inheritdoc/>
    public void Report(long done, long? total = null)
    {
    }
}
