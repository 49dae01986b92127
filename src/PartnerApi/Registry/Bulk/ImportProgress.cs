namespace PartnerApi.Registry.Bulk;

/// <summary>What an import is doing.</summary>
internal enum ImportPhase
{
    /// <summary>Removing what an import that did not finish left behind; counts rows looked at.</summary>
    Clearing,

    /// <summary>Reading and sealing; counts lines.</summary>
    Sealing,

    /// <summary>Writing rows that nobody sees yet; counts rows, three for each line.</summary>
    Writing,

    /// <summary>The new state is visible; removing the rows that it replaced; counts rows looked at.</summary>
    Sweeping,
}

/// <summary>How far an import is. <paramref name="Total"/> is null while nobody knows it.</summary>
internal readonly record struct ImportProgress(ImportPhase Phase, long Done, long? Total);

/// <summary>What an import did.</summary>
/// <param name="Lines">Lines that are now in the database.</param>
/// <param name="Updated">How many of them were known cards.</param>
/// <param name="Skipped">Lines that could not be taken.</param>
/// <param name="Swept">False when a reader kept the last traces of replaced rows in the WAL; the next import, or the next start, removes them.</param>
internal sealed record ImportResult(long Lines, long Updated, long Skipped, bool Swept);

/// <summary>Why a line cannot be taken. Never holds what the line says.</summary>
/// <param name="LineNumber">The line in its file, from 1.</param>
/// <param name="Column">The column's heading, see <see cref="RegistryColumn"/>.</param>
/// <param name="Problem">A sentence for people.</param>
internal sealed record RegistryFault(long LineNumber, string Column, string Problem);

/// <summary>An import met a line that it cannot take, and was not told to skip such lines. Nothing has changed.</summary>
internal sealed class RegistryFaultException(RegistryFault fault)
    : Exception($"Line {fault.LineNumber}, column {fault.Column}: {fault.Problem}")
{
    /// <summary>Where and why.</summary>
    public RegistryFault Fault { get; } = fault;
}

/// <summary>Another import is running on the same data folder. Nothing has changed.</summary>
internal sealed class ImportRunningException() : Exception("Another import is running on this data folder.");
