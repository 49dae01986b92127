using System.Buffers.Binary;
using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using PartnerApi.Core;
using PartnerApi.Sealing;
using PartnerApi.Storage;

namespace PartnerApi.Redemptions;

/// <summary>
/// Determines which recorded disclosures were followed by the effect that they announced. A crash, or a database that cannot be written, leaves a
/// disclosure without its effect. Settlement uses this class to find it. Safe for concurrent use.
/// </summary>
internal sealed class RedemptionEffects(ReadSessions sessions, GatewayWriter writer, IKeyService keys, TimeProvider time)
{
    private const int MostAtOnce = 500;
    private const long UnderWay = long.MaxValue;

    private static readonly Query ByTag = new("SELECT 1 FROM \"RedemptionEffects\" WHERE \"Tag\" = $1");

    // For how long a commit with an unknown outcome may still complete.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    // UnderWay, or the timestamp at which an effect ended with an unknown outcome.
    private readonly ConcurrentDictionary<UInt128, long> underWay = [];

    /// <summary>The tag that is stored for a disclosure's id.</summary>
    public byte[] TagOf(UInt128 disclosure)
    {
        Span<byte> id = stackalloc byte[Redemption.IdLength];
        BinaryPrimitives.WriteUInt128BigEndian(id, disclosure);
        var tag = new byte[RedemptionEffect.TagLength];
        keys.Derive(RedemptionKeyLabels.RedemptionEffect, id, tag);
        return tag;
    }

    /// <summary>Runs the effect of a disclosure. Until its outcome is known, <see cref="IsPending"/> returns true, so that settlement leaves it alone.</summary>
    public async Task<T> RunAsync<T>(UInt128 disclosure, Func<Task<T>> effect)
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
            // The commit may still be in progress.
            underWay[disclosure] = time.GetTimestamp();
            throw;
        }
        catch
        {
            underWay.TryRemove(disclosure, out _);
            throw;
        }
    }

    /// <summary>Whether the effect of a disclosure may still take place: this process is running it, or does not yet know its outcome.</summary>
    public bool IsPending(UInt128 disclosure)
    {
        if (!underWay.TryGetValue(disclosure, out var ended)) return false;
        if (ended == UnderWay || time.GetElapsedTime(ended) < Patience) return true;
        underWay.TryRemove(disclosure, out _);
        return false;
    }

    /// <summary>Returns those of the given disclosures that had an effect. The effects of settled disclosures are already deleted.</summary>
    public IReadOnlySet<UInt128> Among(IEnumerable<UInt128> disclosures)
    {
        using var session = sessions.Begin();
        var statement = session.Statement(ByTag);
        return disclosures.Where(disclosure =>
        {
            var exists = statement.Bind(1, TagOf(disclosure)).Step();
            statement.Reset();
            return exists;
        }).ToHashSet();
    }

    /// <summary>Deletes the effects of settled disclosures.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be written. The remaining effects are deleted when they expire.</exception>
    public async Task DeleteAsync(IEnumerable<UInt128> settled, CancellationToken cancel)
    {
        foreach (var some in settled.Chunk(MostAtOnce))
        {
            var tags = Array.ConvertAll(some, TagOf);
            await writer.WriteAsync(context => context.Set<RedemptionEffect>().Where(row => tags.Contains(row.Tag)).ExecuteDelete(), cancel);
        }
    }
}
