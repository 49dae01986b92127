using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using PartnerApi.Core;
using PartnerApi.Ledger;
using PartnerApi.Partners;
using PartnerApi.Storage;

namespace PartnerApi.Quotas;

/// <summary>Reads each partner's usage today from the ledger and the agreements, for commands, with or without a running gateway.</summary>
internal sealed class QuotaReport(
    QuotaSettings settings, CityClock clock, TimeProvider time, LedgerFolder ledger, IDbContextFactory<GatewayDbContext> contexts, ILogger<QuotaReport> logger)
{
    /// <summary>Returns every partner with records of today, ordered by id.</summary>
    public async Task<IReadOnlyList<(string Partner, UsageReading Used)>> ReadAsync(CancellationToken cancel)
    {
        var partners = new ConcurrentDictionary<string, PartnerUsage>(StringComparer.Ordinal);
        new LedgerFollower(ledger.Path, settings, clock, partner => partners.GetOrAdd(partner, _ => new PartnerUsage(settings, time)), logger).Follow(without: null);
        await using var context = await contexts.CreateDbContextAsync(cancel);
        foreach (var agreement in await context.Set<Agreement>().AsNoTracking().ToListAsync(cancel))
        {
            if (partners.TryGetValue(agreement.PartnerId, out var usage)) usage.Agree(agreement.Limits, generation: 0);
        }
        var moment = Moment.Of(clock);
        return [.. partners.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, pair.Value.Read(moment)))];
    }

    public async Task<bool> KnowsAsync(string partner, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        return await context.Set<Partner>().AnyAsync(known => known.Id == partner, cancel);
    }
}
