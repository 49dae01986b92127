namespace PartnerApi.Registry.Bulk;

/// <summary>What an import changes, in cards. A card counts in every row that fits. Used by one thread; what several have counted is added up.</summary>
internal sealed record ImportChanges
{
    /// <summary>Cards that were not known before.</summary>
    public long New { get; set; }

    /// <summary>Known cards with a later issue or expiry date than before, unless they are in <see cref="Ended"/>.</summary>
    public long Renewed { get; set; }

    /// <summary>Known cards that are replaced from now on.</summary>
    public long Replaced { get; set; }

    /// <summary>Known cards that are lost or revoked from now on.</summary>
    public long Withdrawn { get; set; }

    /// <summary>Known cards that were lost or revoked and are active again.</summary>
    public long Reactivated { get; set; }

    /// <summary>Known cards whose holder has another name or birth date than before.</summary>
    public long PersonChanged { get; set; }

    /// <summary>Known cards whose holder lives in another borough than before: what they are eligible for follows it.</summary>
    public long BoroughChanged { get; set; }

    /// <summary>Known cards that were valid and are not from now on, although their state stays active: their dates changed.</summary>
    public long Ended { get; set; }

    /// <summary>Known cards that were not valid yet and are from now on: they have an earlier issue date than before.</summary>
    public long Begun { get; set; }

    /// <summary>
    /// Cards that count in at least one of <see cref="Replaced"/>, <see cref="Withdrawn"/>, <see cref="PersonChanged"/>, <see cref="BoroughChanged"/>,
    /// <see cref="Ended"/> and <see cref="Begun"/>.
    /// </summary>
    public long Other { get; set; }

    /// <summary>Cards that were imported before the card that they replace, or before it was known that they replace one.</summary>
    public long LinkedLate { get; set; }

    /// <summary>Lines about cards that were known before.</summary>
    public long Known { get; set; }

    /// <summary>Cards in force before the import that it names; not those in <see cref="Ended"/>, whose dates show that something is wrong.</summary>
    public long Covered { get; set; }

    /// <summary>Adds what another one has counted.</summary>
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
