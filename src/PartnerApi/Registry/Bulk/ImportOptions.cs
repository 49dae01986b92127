namespace PartnerApi.Registry.Bulk;

/// <summary>How an import is made.</summary>
internal sealed record ImportOptions
{
    /// <summary>Told of each line that cannot be taken, while it is read or when all are. Throws to stop the import; nothing has changed then.</summary>
    public required Action<BadLine> OnBadLine { get; init; }

    /// <summary>Given the lines that were set aside, once the import has happened; null when nobody wants them.</summary>
    public Action<IEnumerable<SetAsideLine>>? KeepBadLines { get; init; }

    /// <summary>How many lines the file must have after its header, whatever it says of itself.</summary>
    public long? Expect { get; init; }

    /// <summary>The day whose state the file shows, whatever it says of itself.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>Whether a file that is older than one before is taken.</summary>
    public bool TakesOlder { get; init; }

    /// <summary>How many cards that were lost or revoked may become active again; null for the setting.</summary>
    public long? Reactivations { get; init; }

    /// <summary>How many cards may change otherwise, as <see cref="ImportChanges.Other"/> counts; null for the settings.</summary>
    public long? OtherChanges { get; init; }

    /// <summary>Whether nothing is changed, and only told what would be.</summary>
    public bool IsCheck { get; init; }
}
