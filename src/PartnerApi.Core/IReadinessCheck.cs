namespace PartnerApi.Core;

/// <summary>A check of one part that card lookups need, for <c>/health/ready</c>. It is cheap and uses no resource that requests compete for.</summary>
public interface IReadinessCheck
{
    /// <summary>The name of the part, in a word or two. It is public.</summary>
    string Part { get; }

    /// <summary>Checks the part now. An exception counts as <see cref="Readiness.Unavailable"/>.</summary>
    ValueTask<Readiness> CheckAsync();
}

/// <summary>The state of a part.</summary>
public enum Readiness
{
    /// <summary>The part works.</summary>
    Ready,

    /// <summary>Requests are answered, but the operator must take action.</summary>
    NeedsAttention,

    /// <summary>Card lookups cannot be answered.</summary>
    Unavailable,
}
