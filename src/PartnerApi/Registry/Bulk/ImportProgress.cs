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
/// <param name="Swept">False when a reader's open snapshot kept the last traces of replaced rows in the WAL; the next import removes them.</param>
internal sealed record ImportResult(long Lines, long Updated, long Skipped, bool Swept);
