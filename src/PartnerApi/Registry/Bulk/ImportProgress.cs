namespace PartnerApi.Registry.Bulk;

/// <summary>The phases of an import.</summary>
internal enum ImportPhase
{
    /// <summary>Removing the rows of an unfinished import; counts examined rows.</summary>
    Clearing,

    /// <summary>Reading; counts lines.</summary>
    Reading,

    /// <summary>Looking up known cards and sealing; counts lines.</summary>
    Sealing,

    /// <summary>Writing rows that are not visible yet; counts rows.</summary>
    Writing,

    /// <summary>Removing replaced rows after the new state has become visible; counts examined rows.</summary>
    Sweeping,
}

/// <summary>The progress of an import. <paramref name="Total"/> is null while it is unknown.</summary>
internal readonly record struct ImportProgress(ImportPhase Phase, long Done, long? Total);
