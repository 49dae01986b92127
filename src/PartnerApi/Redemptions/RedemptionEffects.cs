using System.Buffers.Binary;
using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using PartnerApi.Core;
using PartnerApi.Sealing;
using PartnerApi.Storage;

namespace PartnerApi.Redemptions;

/// <summary>
/// Tells which disclosures on record were followed by what they announced. A crash, or a database that cannot be written, leaves a disclosure without
/// its effect; who reads the ledger back settles it with this. Safe for concurrent use.
/// </summary>
internal sealed class RedemptionEffects(IDbContextFactory<GatewayDbContext> contexts, GatewayWriter writer, IKeyService keys, TimeProvider time)
{
    private const int MostAtOnce = 500;
    private const long UnderWay = long.MaxValue;

    // For how long a commit whose answer was lost may still be made.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    // Timestamps of those that have ended and whose outcome is not known.
    private readonly ConcurrentDictionary<UInt128, long> underWay = [];

    /// <summary>The tag that is kept of a disclosure's id.</summary>
    public byte[] TagOf(UInt128 disclosure)
    {
        Span<byte> id = stackalloc byte[Redemption.IdLength];
        BinaryPrimitives.WriteUInt128BigEndian(id, disclosure);
        var tag = new byte[RedemptionEffect.TagLength];
        keys.Derive(RedemptionKeyLabels.RedemptionEffect, id, tag);
        return tag;
    }

    /// <summary>Runs what brings a disclosure's effect. Meanwhile nobody may take the effect for one that will not come.</summary>
    public async Task<T> AwaitAsync<T>(UInt128 disclosure, Func<Task<T>> effect)
    {
        underWay[disclosure] = UnderWay;
        try
        {
            var result = await effect();
            underWay.TryRemove(disclosure, out _);
            return result;
        }
        catch (StoreUnavailableException error) when (error.Trouble == StoreTrouble.OutcomeUnknown)
        {
            // It may be committed at this moment.
            underWay[disclosure] = time.GetTimestamp();
            throw;
        }
        catch
        {
            underWay.TryRemove(disclosure, out _);
            throw;
        }
    }

    /// <summary>Whether the effect of a disclosure may still come: this process is about to bring it, or does not know yet whether it did.</summary>
    public bool MayCome(UInt128 disclosure)
    {
        if (!underWay.TryGetValue(disclosure, out var ended)) return false;
        if (ended == UnderWay || time.GetElapsedTime(ended) < Patience) return true;
        underWay.TryRemove(disclosure, out _);
        return false;
    }

    /// <summary>Those of the redemptions' disclosures that have an effect, of those that are not settled.</summary>
    public IReadOnlySet<UInt128> Among(IEnumerable<UInt128> disclosures)
    {
        using var context = contexts.CreateDbContext();
        return disclosures.Where(disclosure =>
        {
            var tag = TagOf(disclosure);
            return context.Set<RedemptionEffect>().AsNoTracking().Any(row => row.Tag == tag);
        }).ToHashSet();
    }

    /// <summary>Forgets the effects of disclosures that are settled.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be written; some are kept, and go with the kept answers.</exception>
    public async Task ForgetAsync(IEnumerable<UInt128> settled, CancellationToken cancel)
    {
        foreach (var some in settled.Chunk(MostAtOnce))
        {
            var tags = Array.ConvertAll(some, TagOf);
            await writer.WriteAsync(
                context =>
                {
                    foreach (var tag in tags)
                    {
                        if (context.Find<RedemptionEffect>(tag) is { } row) context.Remove(row);
                    }
                },
                cancel);
        }
    }
}
