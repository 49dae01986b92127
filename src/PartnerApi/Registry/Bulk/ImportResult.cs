namespace PartnerApi.Registry.Bulk;

/// <summary>The result of an import, or the result that it would have.</summary>
/// <param name="Lines">The number of imported lines.</param>
/// <param name="Skipped">The number of bad and conflicting lines.</param>
/// <param name="Changes">The changes, in cards.</param>
internal sealed record ImportResult(long Lines, long Skipped, ImportChanges Changes)
{
    /// <summary>Skipped lines that withdraw or replace a card nevertheless.</summary>
    public long Withdrawing { get; init; }

    /// <summary>Skipped lines with a readable card number and an unreadable status.</summary>
    public long Unreadable { get; init; }

    /// <summary>Lines that were skipped because another line contradicts them about the same card.</summary>
    public long Conflicting { get; init; }

    /// <summary>Holders of the export with the name and birth date of another, without the first of each person.</summary>
    public long SamePersons { get; init; }

    public required Placeholders Placeholders { get; init; }

    /// <summary>The day whose state the export shows; null if not given.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>Whether the import makes the months before that day final.</summary>
    public bool MakesFinal { get; init; }

    /// <summary>In a check, why the import would be stopped; null if it would not.</summary>
    public ImportRejection? Stopped { get; init; }

    /// <summary>False if a reader's open snapshot kept traces of replaced rows in the WAL. The next import removes them.</summary>
    public bool Swept { get; init; } = true;
}

/// <summary>Counts of placeholders that systems write for missing values. They are reported, not rejected.</summary>
internal sealed record Placeholders
{
    /// <summary>Birth dates of 1900-01-01.</summary>
    public long BirthDates { get; private set; }

    /// <summary>Postal codes of 00000.</summary>
    public long PostalCodes { get; private set; }

    /// <summary>Names such as <c>NULL</c>, <c>-</c> and <c>N/A</c>.</summary>
    public long Names { get; private set; }

    public void Count(RegistryLine line)
    {
        if (line.DateOfBirth == RegistryText.PlaceholderBirthDate) BirthDates++;
        if (line.PostalCode == RegistryText.PlaceholderPostalCode) PostalCodes++;
        if (RegistryText.IsPlaceholder(line.LegalName)) Names++;
    }
}
