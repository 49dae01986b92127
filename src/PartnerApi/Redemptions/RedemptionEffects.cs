using System.Buffers.Binary;
using Microsoft.EntityFrameworkCore;
using PartnerApi.Storage;

namespace PartnerApi.Redemptions;

/// <summary>
/// Tells which disclosures on record were followed by what they announced. A crash between the two leaves a disclosure without an effect; at the
/// next start, who reads the ledger back settles it with this.
/// </summary>
internal sealed class RedemptionEffects(IDbContextFactory<GatewayDbContext> contexts)
{
    /// <summary>A disclosure's id as it is kept beside the effect: 16 bytes, big endian.</summary>
    public static byte[] IdOf(UInt128 disclosure)
    {
        var id = new byte[Redemption.IdLength];
        BinaryPrimitives.WriteUInt128BigEndian(id, disclosure);
        return id;
    }

    /// <summary>Those of the redemptions' disclosures that have an effect. Ask within a day: kept answers go after some weeks.</summary>
    public IReadOnlySet<UInt128> Among(IEnumerable<UInt128> disclosures)
    {
        using var context = contexts.CreateDbContext();
        return disclosures.Where(disclosure =>
        {
            var id = IdOf(disclosure);
            return context.Set<RedemptionKey>().AsNoTracking().Any(row => row.DisclosureId == id);
        }).ToHashSet();
    }
}
