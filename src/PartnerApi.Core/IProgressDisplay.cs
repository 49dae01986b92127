namespace PartnerApi.Core;

/// <summary>Receives the progress of a long operation.</summary>
public interface IProgressDisplay
{
    /// <summary>Begins a phase that ends at <paramref name="total"/> (null if unknown) or when the next phase begins.</summary>
    IProgressPhase Begin(string title, string unit, long? total);
}

/// <summary>One phase of a long operation. Safe to call from any thread.</summary>
public interface IProgressPhase
{
    /// <summary>Reports the cumulative count, and the total if it has become known.</summary>
    void Report(long done, long? total = null);
}
