namespace PartnerApi.Registry.Bulk;

/// <summary>The changes of an import, in cards. A card may count in several properties. Each thread has its own instance; the sums are added up.</summary>
internal sealed record ImportChanges
{
    /// <summary>Cards that were not known before.</summary>
    public long New { get; set; }

    /// <summary>Known cards with a later expiry date than before, without those in <see cref="Ended"/>.</summary>
    public long Renewed { get; set; }

    /// <summary>Known cards that become replaced.</summary>
    public long Replaced { get; set; }

    /// <summary>Known cards that become lost or revoked.</summary>
    public long Withdrawn { get; set; }

    /// <summary>Known cards that were lost or revoked and become active.</summary>
    public long Reactivated { get; set; }

    /// <summary>Known cards whose holder's name or birth date changes.</summary>
    public long PersonChanged { get; set; }

    /// <summary>Known cards whose holder's borough changes, which changes eligibility.</summary>
    public long BoroughChanged { get; set; }

    /// <summary>Known cards that stay active but become invalid because their dates change.</summary>
    public long Ended { get; set; }

    /// <summary>Known cards that were not yet valid and become valid through an earlier issue date.</summary>
    public long Begun { get; set; }

    /// <summary>
    /// Cards in at least one of <see cref="Replaced"/>, <see cref="Withdrawn"/>, <see cref="PersonChanged"/>, <see cref="BoroughChanged"/>,
    /// <see cref="Ended"/> and <see cref="Begun"/>.
    /// </summary>
    public long Other { get; set; }

    /// <summary>Known cards that turn out to replace another card only now.</summary>
    public long LinkedLate { get; set; }

    /// <summary>Lines about known cards.</summary>
    public long Known { get; set; }

    /// <summary>Cards in force before the import that it names, without those in <see cref="Ended"/>, whose dates may be wrong.</summary>
    public long Covered { get; set; }

    /// <summary>Adds the counts of another instance.</summary>
    public void Add(ImportChanges other)
    {
        New += other.New;
        Renewed += other.Renewed;
        Replaced += other.Replaced;
        Withdrawn += other.Withdrawn;
        Reactivated += other.Reactivated;
        PersonChanged += other.PersonChanged;
        BoroughChanged += other.BoroughChanged;
        Ended += other.Ended;
        Begun += other.Begun;
        Other += other.Other;
        LinkedLate += other.LinkedLate;
        Known += other.Known;
        Covered += other.Covered;
    }
}
