using System.Diagnostics;
using System.Globalization;
using PartnerApi.Core;
using PartnerApi.Registry.Bulk;

namespace PartnerApi.Commands.Registry;

/// <summary>The output of <c>cards import --json</c>: the effects of an import, or with <c>--check</c> the effects that it would have.</summary>
internal sealed record ImportSummary
{
    /// <summary>Cards that were not known before.</summary>
    public required long Added { get; init; }

    /// <summary>Cards that were known before.</summary>
    public required long Updated { get; init; }

    /// <summary>Bad lines that were skipped.</summary>
    public required long Skipped { get; init; }

    /// <summary>The file that they were written to; null without skipped lines.</summary>
    public required string? SkippedFile { get; init; }

    /// <summary>Skipped lines that withdraw or replace a card nevertheless.</summary>
    public required long SkippedWithdrawing { get; init; }

    /// <summary>Skipped lines with a readable card number and an unreadable status. These cards do not change.</summary>
    public required long SkippedUnreadable { get; init; }

    /// <summary>Lines that were skipped because another line contradicts them about the same card.</summary>
    public required long SkippedConflicting { get; init; }

    /// <summary>Known cards with a later issue or expiry date than before, without those in <see cref="Ended"/>.</summary>
    public required long Renewed { get; init; }

    /// <summary>Known cards that become replaced.</summary>
    public required long Replaced { get; init; }

    /// <summary>Known cards that become lost or revoked.</summary>
    public required long Withdrawn { get; init; }

    /// <summary>Known cards that were lost or revoked and become active.</summary>
    public required long Reactivated { get; init; }

    /// <summary>Known cards whose holder's name or birth date changes.</summary>
    public required long PersonChanged { get; init; }

    /// <summary>Known cards whose holder's borough changes.</summary>
    public required long BoroughChanged { get; init; }

    /// <summary>Known cards whose new dates make them invalid.</summary>
    public required long Ended { get; init; }

    /// <summary>Known cards that were not yet valid and become valid through an earlier issue date.</summary>
    public required long Begun { get; init; }

    /// <summary>Known cards that turn out to replace another card only now. Their holders keep the handle of the new card.</summary>
    public required long LinkedLate { get; init; }

    /// <summary>Holders of the file with the name and birth date of another, without the first of each person.</summary>
    public required long SamePersons { get; init; }

    public required Placeholders Placeholders { get; init; }

    /// <summary>The day whose state the file shows; null if not given.</summary>
    public required DateOnly? AsOf { get; init; }

    /// <summary>Whether the months before that day are final.</summary>
    public required bool MakesFinal { get; init; }

    /// <summary>In a check, why the import would be stopped; null if it would not.</summary>
    public required string? Stopped { get; init; }

    public required double Seconds { get; init; }

    /// <summary>The peak resident set of the process.</summary>
    public required long PeakMemoryBytes { get; init; }

    /// <summary>False if traces of replaced rows remain until the next import or start.</summary>
    public required bool Swept { get; init; }

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
            SamePersons = result.SamePersons,
            Placeholders = result.Placeholders,
            AsOf = result.AsOf,
            MakesFinal = result.MakesFinal,
            Stopped = result.Stopped is { } rejection ? ImportRejectionText.Of(rejection) : null,
            Seconds = Math.Round(elapsed.TotalSeconds, 2),
            PeakMemoryBytes = process.PeakWorkingSet64,
            Swept = result.Swept,
        };
    }

    public void Write(TextWriter output, bool isCheck)
    {
        var (added, skipped) = (English.Count(Added, "card"), English.Count(Skipped, "line"));
        Line($"{added} added, {Updated:N0} updated, {skipped} skipped, in {Seconds:N1} s with at most {PeakMemoryBytes >> 20:N0} MiB.");
        Line($"Known cards: {Renewed:N0} renewed, {Replaced:N0} replaced, {Withdrawn:N0} lost or revoked, {Reactivated:N0} active again.");
        Line($"By their dates: {Ended:N0} no longer valid, {Begun:N0} valid earlier than before.");
        Line($"Holders with another name or birth date: {PersonChanged:N0}; in another borough: {BoroughChanged:N0}.");
        if (LinkedLate > 0) Line($"Known cards newly reported to replace another card: {LinkedLate:N0}. Their holders keep the new card's subject.");
        if (SkippedWithdrawing > 0) Line($"{SkippedWithdrawing:N0} of the skipped lines {(isCheck ? "would withdraw or replace" : "withdrew or replaced")} a card.");
        if (SkippedUnreadable > 0)
        {
            var (have, their, look) = SkippedUnreadable == 1 ? ("has", "Its card was", "it") : ("have", "Their cards were", "them");
            Line($"{English.Count(SkippedUnreadable, "skipped line")} {have} an unreadable status. {their} not changed; check {look} first.");
        }
        if (SkippedConflicting > 0) Line($"{SkippedConflicting:N0} of the skipped lines contradict another line about the same card.");
        if (SkippedFile is not null) Line($"The skipped lines are in {SkippedFile}, which holds personal data. Correct it, import it, and destroy it.");
        if (SamePersons > 0)
        {
            Line($"Possible duplicates: {English.Count(SamePersons, "holder")} with the name and birth date of an earlier one, without a link between their cards.");
        }
        if (Placeholders != new Placeholders())
        {
            var births = English.Count(Placeholders.BirthDates, "birth date");
            var codes = English.Count(Placeholders.PostalCodes, "postal code");
            Line($"Placeholders: {births} of 1900-01-01, {codes} of 00000, {English.Count(Placeholders.Names, "name")} such as NULL.");
        }
        if (!MakesFinal) Line($"This file makes no month final: it {(AsOf is null ? "has no as-of date" : "names too few of the cards in force")}.");
        if (!Swept) Line($"An open reader kept traces of replaced rows. The next import or server start removes them.");
        if (isCheck) Line($"Nothing was changed.");

        void Line(FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture));
    }
}
