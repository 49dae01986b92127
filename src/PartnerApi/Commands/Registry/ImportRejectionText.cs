using System.Diagnostics;
using System.Globalization;
using PartnerApi.Registry;
using PartnerApi.Registry.Bulk;

namespace PartnerApi.Commands.Registry;

/// <summary>The reasons for rejected imports, as the end of a sentence: what is wrong, then which option allows it.</summary>
internal static class ImportRejectionText
{
    private static readonly ExportManifest Example = new(new DateOnly(2026, 3, 31), 900_000);

    /// <summary>The text for a file that is not a registry export, without a full stop.</summary>
    public static string Of(ExportRejection rejection) => rejection switch
    {
        ExportRejection.Empty => "the file is empty",
        ExportRejection.OnlyCarriageReturns => "its lines end in CR alone; export it with LF or CRLF line endings",
        ExportRejection.MalformedManifest { Line: var line } => $"line {line}: a line that begins with # before the header must be like '{Example}'",
        ExportRejection.NoHeader => "the file has no header",
        ExportRejection.InvalidHeader { Line: var line, Problem: var problem } => problem.At(line),
        ExportRejection.JoinedLines { Line: var line } =>
            $"line {line}: lines end in CR alone, and together they are too long to search for lost cards; end lines in LF or CRLF",
        _ => throw new UnreachableException(),
    };

    /// <summary>The text for a rejection, without a full stop.</summary>
    public static string Of(ImportRejection rejection) => rejection switch
    {
        ImportRejection.UnexpectedCount { Lines: var lines, Expected: var expected } =>
            Text($"it has {lines:N0} lines after the header, but {expected:N0} are expected; check that it is complete"),
        ImportRejection.TooLateAsOf { AsOf: var asOf, ClockIsTrusted: true } => Text($"its as-of date, {asOf:yyyy-MM-dd}, is after today"),
        ImportRejection.TooLateAsOf { AsOf: var asOf, Today: var today } => Text(
            $"its as-of date, {asOf:yyyy-MM-dd}, is after {today:yyyy-MM-dd}, the day of the trusted time; the clock is not trusted, see 'clock status'"),
        ImportRejection.OlderThanEarlier { AsOf: var asOf, Newest: var newest } => Text(
            $"its as-of date, {asOf:yyyy-MM-dd}, is before that of an earlier import, {newest:yyyy-MM-dd}; use --force to import it anyway"),
        ImportRejection.TooManyReactivations { Cards: var cards } => Text(
            $"it would reactivate {Cards(cards)} reported lost or revoked; use --allow-reactivations {cards} to allow it"),
        ImportRejection.TooManyChanges { Changes: var changes, InForce: var inForce } => Text(
            $"it would change {Cards(changes.Other)} ({Kinds(changes)}) while {inForce:N0} are in force; use --allow-changes {changes.Other} to allow it"),
        _ => throw new UnreachableException(),
    };

    private static string Kinds(ImportChanges changes) => string.Join(
        ", ",
        new (long Count, string Kind)[]
        {
            (changes.Replaced, "replaced"), (changes.Withdrawn, "lost or revoked"), (changes.Ended, "no longer valid by their dates"),
            (changes.Begun, "valid earlier by their dates"), (changes.PersonChanged, "with another name or birth date"),
            (changes.BoroughChanged, "in another borough"),
        }
        .Where(kind => kind.Count > 0)
        .Select(kind => Text($"{kind.Count:N0} {kind.Kind}")));

    private static string Cards(long count) => count == 1 ? "1 card" : Text($"{count:N0} cards");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
