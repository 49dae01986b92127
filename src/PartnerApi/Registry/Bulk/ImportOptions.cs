namespace PartnerApi.Registry.Bulk;

/// <summary>The checks, limits, and handlers that the operator chose for an import.</summary>
internal sealed record ImportOptions
{
    /// <summary>Receives each bad line, while lines are read or afterwards. May throw to stop the import without changes.</summary>
    public required Action<BadLine> OnBadLine { get; init; }

    /// <summary>Receives the skipped lines once the import is complete; null to discard them.</summary>
    public Action<IEnumerable<SkippedLine>>? KeepBadLines { get; init; }

    /// <summary>The number of lines that the file must have after its header; overrides the manifest.</summary>
    public long? Expect { get; init; }

    /// <summary>The day whose state the file shows; overrides the manifest.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>Whether to import a file whose as-of date is before that of an earlier import.</summary>
    public bool TakesOlder { get; init; }

    /// <summary>How many lost or revoked cards may become active; null for the setting.</summary>
    public long? Reactivations { get; init; }

    /// <summary>How many other changes are allowed, as counted by <see cref="ImportChanges.Other"/>; null for the settings.</summary>
    public long? OtherChanges { get; init; }

    /// <summary>Whether to report the changes without making them.</summary>
    public bool IsCheck { get; init; }
}
