using System.Collections.Frozen;
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
internal sealed class BenefitDirectory(Store store)
{
    private static readonly Query Benefits = new("""SELECT "Id", "Name", "From", "Until", "Rule", "Usage" FROM "Benefits" """);

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
            return latest is { } known && known.Generation >= generation ? known : latest = store.Read(Load);
        }
    }

    private static Snapshot Load(StoreConnection connection)
    {
        var benefits = new List<BenefitEntry>();
        var row = connection.Statement(Benefits);
        while (row.Step())
        {
            benefits.Add(new BenefitEntry(
                row.Text(0), row.Text(1), row.Day(2)!.Value, row.Day(3), EligibilityRule.Parse(row.Text(4)), UsageRule.Parse(row.Text(5))));
        }
        row.Reset();
        return new Snapshot(connection.Generations.Of(DirectoryGeneration.Name), benefits.ToFrozenDictionary(benefit => benefit.Id, StringComparer.Ordinal));
    }

    private sealed record Snapshot(long Generation, FrozenDictionary<string, BenefitEntry> Benefits);
}
