namespace PartnerApi.Registry.Bulk;

/// <summary>What an import did, or would do.</summary>
/// <param name="Lines">Lines that were taken.</param>
/// <param name="Skipped">Lines that were set aside.</param>
/// <param name="Changes">What changed, in cards.</param>
internal sealed record ImportResult(long Lines, long Skipped, ImportChanges Changes)
{
    /// <summary>Lines that were set aside and take a card out of use all the same.</summary>
    public long Withdrawing { get; init; }

    /// <summary>Lines that were set aside and whose status cannot be read, although the card's number can.</summary>
    public long Unreadable { get; init; }

    /// <summary>Lines that were set aside because another one about the same card says otherwise.</summary>
    public long Conflicting { get; init; }

    /// <summary>Placeholders among the lines that were taken.</summary>
    public required Placeholders Placeholders { get; init; }

    /// <summary>The day whose state the export shows; null when nobody said.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>Whether it makes the months before that day final.</summary>
    public bool MakesFinal { get; init; }

    /// <summary>Why the import is not made, of a check; null when it would be.</summary>
    public string? Stopped { get; init; }

    /// <summary>False when a reader's open snapshot kept the last traces of replaced rows in the WAL; the next import removes them.</summary>
    public bool Swept { get; init; } = true;
}

/// <summary>How many lines hold what systems write when they know nothing. They are reported, not refused.</summary>
internal sealed record Placeholders
{
    /// <summary>Birth dates of 1900-01-01.</summary>
    public long BirthDates { get; private set; }

    /// <summary>Postal codes of 00000.</summary>
    public long PostalCodes { get; private set; }

    /// <summary>Names such as <c>NULL</c>, <c>-</c> and <c>N/A</c>.</summary>
    public long Names { get; private set; }

    /// <summary>Counts a line's.</summary>
    public void Count(RegistryLine line)
    {
        if (line.DateOfBirth == RegistryText.PlaceholderBirthDate) BirthDates++;
        if (line.PostalCode == RegistryText.PlaceholderPostalCode) PostalCodes++;
        if (RegistryText.IsPlaceholder(line.LegalName)) Names++;
    }
}
