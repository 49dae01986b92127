namespace PartnerApi.Core;

/// <summary>One thing that a question about a card needs, as <c>/health/ready</c> asks for it. Cheap, and free of what questions compete for.</summary>
public interface IReadinessCheck
{
    /// <summary>What it is about, in a word or two: it is told to everybody.</summary>
    string Part { get; }

    /// <summary>Looks at it now. An exception counts as <see cref="Readiness.Unavailable"/>.</summary>
    ValueTask<Readiness> CheckAsync();
}

/// <summary>How one part is.</summary>
public enum Readiness
{
    /// <summary>As it should be.</summary>
    Ready,

    /// <summary>Questions are answered, and the operator has to look at it.</summary>
    NeedsAttention,

    /// <summary>Questions about cards cannot be answered.</summary>
    Unavailable,
}
