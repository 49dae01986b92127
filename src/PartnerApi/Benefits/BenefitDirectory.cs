using System.Collections.Frozen;
using Microsoft.EntityFrameworkCore;
using PartnerApi.Partners;
using PartnerApi.Policy;
using PartnerApi.Policy.Rules;
using PartnerApi.Storage;

namespace PartnerApi.Benefits;

/// <summary>A benefit with parsed rules, for the hot path.</summary>
internal sealed record BenefitEntry(string Id, string Name, DateOnly From, DateOnly? Until, EligibilityRule Rule, UsageRule Usage)
{
    /// <summary>Whether the benefit is offered on the day.</summary>
    public bool IsOffered(DateOnly today) => From <= today && (Until is null || today <= Until);
}

/// <summary>Caches the benefits in memory. It reloads them when the directory's generation changes.</summary>
internal sealed class BenefitDirectory(IDbContextFactory<GatewayDbContext> contexts)
{
    private readonly Lock loading = new();
    private volatile Snapshot? latest;

    /// <summary>Finds a benefit by its id; null if it does not exist.</summary>
    public BenefitEntry? Find(ReadSession session, string id)
    {
        var generation = session.Generation(DirectoryGeneration.Name);
        var snapshot = latest is { } known && known.Generation >= generation ? known : Reload(generation);
        return snapshot.Benefits.GetValueOrDefault(id);
    }

    private Snapshot Reload(long generation)
    {
        lock (loading)
        {
            if (latest is { } known && known.Generation >= generation) return known;
            using var context = contexts.CreateDbContext();
            using var transaction = context.BeginRead();
            var read = context.Set<Generation>().AsNoTracking().Single(row => row.Name == DirectoryGeneration.Name).Value;
            var benefits = context.Set<Benefit>().AsNoTracking().AsEnumerable()
                .Select(row => new BenefitEntry(row.Id, row.Name, row.From, row.Until, EligibilityRule.Parse(row.Rule), UsageRule.Parse(row.Usage)))
                .ToFrozenDictionary(benefit => benefit.Id, StringComparer.Ordinal);
            return latest = new Snapshot(read, benefits);
        }
    }

    private sealed record Snapshot(long Generation, FrozenDictionary<string, BenefitEntry> Benefits);
}
