namespace PartnerApi.Registry.Bulk;

/// <summary>What an import is doing.</summary>
internal enum ImportPhase
{
    /// <summary>Removing what an import that did not finish left behind; counts rows looked at.</summary>
    Clearing,

    /// <summary>Reading; counts lines.</summary>
    Reading,

    /// <summary>Looking up known cards and sealing; counts lines.</summary>
    Sealing,

    /// <summary>Writing rows that nobody sees yet; counts rows.</summary>
    Writing,

    /// <summary>The new state is visible; removing the rows that it replaced; counts rows looked at.</summary>
    Sweeping,
}

/// <summary>How far an import is. <paramref name="Total"/> is null while nobody knows it.</summary>
internal readonly record struct ImportProgress(ImportPhase Phase, long Done, long? Total);
