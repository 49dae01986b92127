using PartnerApi.Core;
using PartnerApi.GraphQL;
using PartnerApi.Ledger;
using PartnerApi.Partners;
using PartnerApi.Requests;

namespace PartnerApi.Disclosures;

/// <summary>Records the disclosures of requests in the ledger, before a response leaves. Safe for concurrent use.</summary>
internal sealed class DisclosureLog(LedgerAppender ledger, RefusalCounts refusals, CityClock clock) : IDisclosureRecorder
{
    /// <inheritdoc/>
    public Task RecordAsync(SchemaRequest request) => AppendAsync((GatewayRequest)request);

    /// <summary>Records all disclosures of a request.</summary>
    /// <returns>When they are on disk.</returns>
    /// <exception cref="StoreUnavailableException">They are not recorded: nothing may be disclosed.</exception>
    public Task AppendAsync(GatewayRequest request)
    {
        if (request.Disclosures.Count == 0) return Task.CompletedTask;
        foreach (var disclosure in request.Disclosures)
        {
            if (disclosure.Refusal is not null) return AppendWithRefusalsAsync(request);
        }
        var lines = new RecordLines(request.Disclosures.Count);
        foreach (var disclosure in request.Disclosures) lines.Add(RecordOf(request, disclosure));
        return ledger.AppendAsync(lines, clock.DayOf(request.Hour));
    }

    // Refusals of one kind are one record with a count and without cards, and only if they are the first of the hour.
    private async Task AppendWithRefusalsAsync(GatewayRequest request)
    {
        var records = request.Disclosures.Where(disclosure => disclosure.Refusal is null).Select(disclosure => RecordOf(request, disclosure)).ToList();
        var firsts = request.Disclosures.Where(disclosure => disclosure.Refusal is not null)
            .GroupBy(disclosure => (disclosure.Operation, disclosure.Purpose, disclosure.Refusal))
            .Select(alike => RecordOf(request, alike.First()) with { Valid = null, Fields = "", Reference = null, Count = alike.Sum(one => one.Count) })
            .Where(refusals.TakeFirst).ToList();
        if (records.Count + firsts.Count == 0) return;
        try
        {
            await ledger.AppendAsync(new RecordLines([.. records, .. firsts]), clock.DayOf(request.Hour));
        }
        catch (StoreUnavailableException)
        {
            foreach (var first in firsts) refusals.TakeBack(first);
            throw;
        }
    }

    /// <summary>Records one disclosure before its effect.</summary>
    /// <exception cref="StoreUnavailableException">It is not recorded: there must be no effect.</exception>
    public Task AppendAsync(GatewayRequest request, Disclosure disclosure) => ledger.AppendAsync(RecordOf(request, disclosure));

    private static DisclosureRecord RecordOf(GatewayRequest request, Disclosure disclosure)
    {
        var caller = request.Caller;
        return new DisclosureRecord(
            disclosure.Id,
            request.Hour,
            caller.PartnerId,
            caller.ClientId,
            disclosure.Purpose is { } purpose ? PurposeNames.Of(purpose) : DisclosureRecord.None,
            disclosure.Operation,
            disclosure.Refusal?.Name ?? DisclosureRecord.Permit,
            disclosure.Valid,
            disclosure.Fields,
            disclosure.Reference,
            disclosure.Count);
    }
}
