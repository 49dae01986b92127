using PartnerApi.Policy;
using PartnerApi.Storage;

namespace PartnerApi.Redemptions;

/// <summary>Writes redemptions and their stored results in a write transaction.</summary>
internal static class RedemptionWriter
{
    private static readonly Query CountUses = new(
        "SELECT count(*) FROM \"Redemptions\" "
        + "WHERE \"PartnerId\" = $1 AND \"SubjectTag\" = $2 AND \"BenefitId\" = $3 AND \"RedeemedOn\" >= $4 AND \"ReversedAt\" = 0");

    private static readonly Query InsertRedemption = new(
        "INSERT INTO \"Redemptions\" (\"Id\", \"PartnerId\", \"BenefitId\", \"SubjectTag\", \"Sealed\", \"RedeemedAt\", \"RedeemedOn\", \"ValidUntil\", "
        + "\"Usage\", \"ReversedAt\") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0)");

    private static readonly Query InsertKey = new(
        "INSERT INTO \"RedemptionKeys\" (\"PartnerId\", \"KeyTag\", \"Fingerprint\", \"Decision\", \"RedemptionId\", \"CreatedAt\") "
        + "VALUES ($1, $2, $3, $4, $5, $6)");

    private static readonly Query InsertEffect = new("INSERT INTO \"RedemptionEffects\" (\"Tag\", \"CreatedAt\") VALUES ($1, $2)");

    private static readonly Query UpdateReversal = new(
        "UPDATE \"Redemptions\" SET \"ReversedAt\" = $1, \"ReversalReason\" = $2, \"Sealed\" = $3 WHERE \"Id\" = $4 AND \"PartnerId\" = $5");

    /// <summary>Counts the uses of a redemption's benefit by its holder, which the usage rule counts.</summary>
    public static int Uses(IStatements store, Redemption redemption, UsageRule usage)
    {
        var statement = store.Statement(CountUses);
        try
        {
            statement.Bind(1, redemption.PartnerId).Bind(2, redemption.SubjectTag).Bind(3, redemption.BenefitId)
                .Bind(4, usage.CountsFrom(DateOnly.FromDayNumber((int)redemption.RedeemedOn)).DayNumber).Step();
            return (int)statement.Int64(0);
        }
        finally
        {
            statement.Reset();
        }
    }

    /// <summary>Inserts a redemption that is not reversed.</summary>
    public static void Add(IStatements store, Redemption row) => store.Statement(InsertRedemption)
        .Bind(1, row.Id).Bind(2, row.PartnerId).Bind(3, row.BenefitId).Bind(4, row.SubjectTag).Bind(5, row.Sealed)
        .Bind(6, row.RedeemedAt).Bind(7, row.RedeemedOn).Bind(8, row.ValidUntil).Bind(9, row.Usage).Run();

    /// <summary>Inserts a result under its idempotency key.</summary>
    public static void Add(IStatements store, RedemptionKey key) => store.Statement(InsertKey)
        .Bind(1, key.PartnerId).Bind(2, key.KeyTag).Bind(3, key.Fingerprint).Bind(4, key.Decision).Bind(5, key.RedemptionId).Bind(6, key.CreatedAt).Run();

    /// <summary>Inserts the proof of an effect.</summary>
    public static void Add(IStatements store, RedemptionEffect effect) =>
        store.Statement(InsertEffect).Bind(1, effect.Tag).Bind(2, effect.CreatedAt).Run();

    /// <summary>Reverses one of a partner's redemptions.</summary>
    public static void Reverse(IStatements store, string partner, byte[] id, long hour, ReversalReason reason, byte[] resealed) =>
        store.Statement(UpdateReversal).Bind(1, hour).Bind(2, reason.ToString()).Bind(3, resealed).Bind(4, id).Bind(5, partner).Run();
}
