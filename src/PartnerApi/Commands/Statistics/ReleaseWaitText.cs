using System.Diagnostics;
using System.Globalization;
using PartnerApi.Core;
using PartnerApi.Statistics;

namespace PartnerApi.Commands.Statistics;

/// <summary>The conditions that months wait for, as noun phrases.</summary>
internal static class ReleaseWaitText
{
    /// <summary>The text for a condition, which follows "waits for".</summary>
    public static string Of(ReleaseWait wait) => wait switch
    {
        ReleaseWait.ForTrustedClock => "a trusted clock; see 'clock status'",
        ReleaseWait.ForOtherHost { Host: var host } => $"the gateway on host {host}, which closed it from another data folder; see 'statistics release'",
        ReleaseWait.ForDay { Day: var day } => $"{Text(day)}, the day on which it is due",
        ReleaseWait.ForFinalImport { EarliestAsOf: var asOf, Percent: var percent, Last: var last } => string.Create(
            CultureInfo.InvariantCulture,
            $"an import with an as-of date of {Text(asOf)} or later that names at least {percent} % of the cards in force; {Text(last)}"),
        _ => throw new UnreachableException(),
    };

    private static string Text(ImportState? last)
    {
        if (last is null) return "there was no import";
        var date = ImportState.DateOf(last.LastAsOf) is { } day ? $"has the as-of date {Text(day)}" : "has no as-of date";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"the last import {date}; it has {English.Count(last.LastCards, "card")} "
            + $"and names {last.LastCovered:N0} of {English.Count(last.LastInForce, "card")} in force");
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
