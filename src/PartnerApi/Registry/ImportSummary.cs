using System.Diagnostics;
using System.Globalization;
using PartnerApi.Core;
using PartnerApi.Registry.Bulk;

namespace PartnerApi.Registry;

/// <summary>What <c>cards import --json</c> prints: what an import did, or, of a check, would do.</summary>
internal sealed record ImportSummary
{
    /// <summary>Cards that were not known before.</summary>
    public required long Added { get; init; }

    /// <summary>Cards that were.</summary>
    public required long Updated { get; init; }

    /// <summary>Bad lines that were set aside.</summary>
    public required long Skipped { get; init; }

    /// <summary>Where they are; null when there are none.</summary>
    public required string? SkippedFile { get; init; }

    /// <summary>How many of them take a card out of use all the same.</summary>
    public required long SkippedWithdrawing { get; init; }

    /// <summary>How many of them name a card, and a status that cannot be read: these cards stay as they are.</summary>
    public required long SkippedUnreadable { get; init; }

    /// <summary>How many of them are about a card of which another line says otherwise.</summary>
    public required long SkippedConflicting { get; init; }

    /// <summary>Known cards with a later issue or expiry date than before, unless they are in <see cref="Ended"/>.</summary>
    public required long Renewed { get; init; }

    /// <summary>Known cards that are replaced from now on.</summary>
    public required long Replaced { get; init; }

    /// <summary>Known cards that are lost or revoked from now on.</summary>
    public required long Withdrawn { get; init; }

    /// <summary>Known cards that were lost or revoked and are active again.</summary>
    public required long Reactivated { get; init; }

    /// <summary>Known cards whose holder has another name or birth date than before.</summary>
    public required long PersonChanged { get; init; }

    /// <summary>Known cards whose holder lives in another borough than before.</summary>
    public required long BoroughChanged { get; init; }

    /// <summary>Known cards that are no longer valid by their dates.</summary>
    public required long Ended { get; init; }

    /// <summary>Known cards that were not valid yet and are valid by an earlier issue date.</summary>
    public required long Begun { get; init; }

    /// <summary>Cards that had been imported before it was known that they replace another: their holders keep the handle of the new card.</summary>
    public required long LinkedLate { get; init; }

    /// <summary>Placeholders among the lines that were taken.</summary>
    public required Placeholders Placeholders { get; init; }

    /// <summary>The day whose state the file shows; null when nobody said.</summary>
    public required DateOnly? AsOf { get; init; }

    /// <summary>Whether the months before that day are final.</summary>
    public required bool MakesFinal { get; init; }

    /// <summary>Why the import would be stopped, of a check; null when it would not.</summary>
    public required string? Stopped { get; init; }

    /// <summary>How long it took.</summary>
    public required double Seconds { get; init; }

    /// <summary>The most memory that the process had at a time (resident set).</summary>
    public required long PeakMemoryBytes { get; init; }

    /// <summary>False when traces of replaced rows are left until the next import or start.</summary>
    public required bool Swept { get; init; }

    /// <summary>What came of an import.</summary>
    public static ImportSummary Of(ImportResult result, string? skippedFile, TimeSpan elapsed)
    {
        using var process = Process.GetCurrentProcess();
        return new ImportSummary
        {
            Added = result.Changes.New,
            Updated = result.Changes.Known,
            Skipped = result.Skipped,
            SkippedFile = result.Skipped > 0 ? skippedFile : null,
            SkippedWithdrawing = result.Withdrawing,
            SkippedUnreadable = result.Unreadable,
            SkippedConflicting = result.Conflicting,
            Renewed = result.Changes.Renewed,
            Replaced = result.Changes.Replaced,
            Withdrawn = result.Changes.Withdrawn,
            Reactivated = result.Changes.Reactivated,
            PersonChanged = result.Changes.PersonChanged,
            BoroughChanged = result.Changes.BoroughChanged,
            Ended = result.Changes.Ended,
            Begun = result.Changes.Begun,
            LinkedLate = result.Changes.LinkedLate,
            Placeholders = result.Placeholders,
            AsOf = result.AsOf,
            MakesFinal = result.MakesFinal,
            Stopped = result.Stopped,
            Seconds = Math.Round(elapsed.TotalSeconds, 2),
            PeakMemoryBytes = process.PeakWorkingSet64,
            Swept = result.Swept,
        };
    }

    /// <summary>Writes it for people.</summary>
    public void Write(TextWriter output, bool isCheck)
    {
        var (added, skipped) = (English.Count(Added, "card"), English.Count(Skipped, "line"));
        Line($"{added} added, {Updated:N0} updated, {skipped} skipped, in {Seconds:N1} s with at most {PeakMemoryBytes >> 20:N0} MiB.");
        Line($"Known cards: {Renewed:N0} renewed, {Replaced:N0} replaced, {Withdrawn:N0} lost or revoked, {Reactivated:N0} active again.");
        Line($"By their dates: {Ended:N0} no longer valid, {Begun:N0} valid earlier than before.");
        Line($"Holders with another name or birth date: {PersonChanged:N0}; in another borough: {BoroughChanged:N0}.");
        if (LinkedLate > 0) Line($"Cards that were known before it was known that they replace another: {LinkedLate:N0}. Their holders keep the new card's subject.");
        if (SkippedWithdrawing > 0) Line($"{SkippedWithdrawing:N0} of the skipped lines {(isCheck ? "would take" : "took")} a card out of use.");
        if (SkippedUnreadable > 0)
        {
            var (have, their, look) = SkippedUnreadable == 1 ? ("has", "its card stays as it is", "it") : ("have", "their cards stay as they are", "them");
            Line($"{English.Count(SkippedUnreadable, "skipped line")} {have} a status that cannot be read: {their}; look at {look} first.");
        }
        if (SkippedConflicting > 0) Line($"{SkippedConflicting:N0} of the skipped lines are about a card of which another line says otherwise.");
        if (SkippedFile is not null) Line($"The skipped lines are in {SkippedFile}, which holds personal data: correct, import and destroy it.");
        if (Placeholders != new Placeholders())
        {
            var births = English.Count(Placeholders.BirthDates, "birth date");
            var codes = English.Count(Placeholders.PostalCodes, "postal code");
            Line($"Placeholders: {births} of 1900-01-01, {codes} of 00000, {English.Count(Placeholders.Names, "name")} such as NULL.");
        }
        if (!MakesFinal) Line($"No month is final by this file: {(AsOf is null ? "it has no as-of date." : "it names too few of the cards in force.")}");
        if (!Swept) Line($"A reader kept traces of replaced rows; the next import or start of the server removes them.");
        if (isCheck) Line($"Nothing was changed.");

        void Line(FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture));
    }
}
