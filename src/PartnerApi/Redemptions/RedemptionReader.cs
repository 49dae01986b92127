using System.Security.Cryptography;
using PartnerApi.Storage;

namespace PartnerApi.Redemptions;

/// <summary>The columns of a redemption that responses need.</summary>
/// <param name="Id">The redemption's id.</param>
/// <param name="Benefit">The benefit's id.</param>
/// <param name="SubjectTag">The holder's tag for this partner.</param>
/// <param name="Sealed">The sealed holder and exact times.</param>
/// <param name="Hour">The hour of the redemption, in seconds since 1970-01-01 UTC.</param>
/// <param name="ValidUntil">The last day of the entitlement, as a day number.</param>
/// <param name="IsReversed">Whether it was reversed.</param>
internal sealed record RedemptionRow(
    byte[] Id, string Benefit, byte[] SubjectTag, byte[] Sealed, long Hour, long ValidUntil, bool IsReversed)
{
    public static RedemptionRow Of(Redemption row) =>
        new(row.Id, row.BenefitId, row.SubjectTag, row.Sealed, row.RedeemedAt, row.ValidUntil, row.ReversedAt != 0);
}

/// <summary>Selects the redemptions of a page: by first and last day of redemption, by benefit or all, and after a position.</summary>
internal sealed record RedemptionFilter(string? Benefit, DateOnly? From, DateOnly? To, RedemptionPosition After);

/// <summary>Reads redemptions and stored results. It never reads another partner's rows.</summary>
internal static class RedemptionReader
{
    private const string Columns = "\"Id\", \"BenefitId\", \"SubjectTag\", \"Sealed\", \"RedeemedAt\", \"ValidUntil\", \"ReversedAt\"";

    private static readonly Query ByKey = new(
        "SELECT \"Fingerprint\", \"Decision\", \"RedemptionId\" FROM \"RedemptionKeys\" WHERE \"PartnerId\" = $1 AND \"KeyTag\" = $2");

    private static readonly Query ById = new($"SELECT {Columns} FROM \"Redemptions\" WHERE \"PartnerId\" = $1 AND \"Id\" = $2");

    private static readonly Query BySubject = new(
        $"SELECT {Columns} FROM \"Redemptions\" WHERE \"PartnerId\" = $1 AND \"SubjectTag\" = $2 AND \"ReversedAt\" = 0 "
        + "ORDER BY \"RedeemedAt\" DESC, \"Id\" DESC LIMIT 200");

    private static readonly Query Page = new(
        $"SELECT {Columns} FROM \"Redemptions\" WHERE \"PartnerId\" = $1 AND (\"RedeemedAt\", \"Id\") < ($2, $3) "
        + "AND \"RedeemedOn\" >= $4 AND \"RedeemedOn\" <= $5 AND ($6 = '' OR \"BenefitId\" = $6) "
        + "ORDER BY \"RedeemedAt\" DESC, \"Id\" DESC LIMIT $7");

    /// <summary>Reads the result stored under a key: whether the request is the same, the decision, and the redemption if there is one.</summary>
    /// <returns>Null if the key is unknown.</returns>
    public static (bool IsSame, RedemptionDecision Decision, RedemptionRow? Row)? FindKey(IStatements store, string partner, RedemptionRequest request)
    {
        bool isSame;
        RedemptionDecision decision;
        byte[] id;
        var statement = store.Statement(ByKey);
        try
        {
            if (!statement.Bind(1, partner).Bind(2, request.KeyTag).Step()) return null;
            isSame = CryptographicOperations.FixedTimeEquals(statement.Blob(0), request.Fingerprint);
            decision = (RedemptionDecision)statement.Int64(1);
            id = statement.Blob(2).ToArray();
        }
        finally
        {
            statement.Reset();
        }

        return (isSame, decision, isSame && decision == RedemptionDecision.Redeemed ? Find(store, partner, id) : null);
    }

    /// <summary>One of the partner's redemptions, or null.</summary>
    public static RedemptionRow? Find(IStatements store, string partner, byte[] id) =>
        Read(store.Statement(ById).Bind(1, partner).Bind(2, id)).FirstOrDefault();

    /// <summary>The redemptions of a subject that are not reversed, newest hour first.</summary>
    public static List<RedemptionRow> OfSubject(IStatements store, string partner, byte[] subjectTag) =>
        Read(store.Statement(BySubject).Bind(1, partner).Bind(2, subjectTag));

    /// <summary>The partner's redemptions, newest hour first; within an hour, by descending id.</summary>
    public static List<RedemptionRow> List(IStatements store, string partner, RedemptionFilter filter, int most) => Read(
        store.Statement(Page)
            .Bind(1, partner).Bind(2, filter.After.Hour).Bind(3, filter.After.Id)
            .Bind(4, (filter.From ?? DateOnly.MinValue).DayNumber).Bind(5, (filter.To ?? DateOnly.MaxValue).DayNumber)
            .Bind(6, filter.Benefit ?? "").Bind(7, most));

    private static List<RedemptionRow> Read(Statement statement)
    {
        var rows = new List<RedemptionRow>();
        try
        {
            while (statement.Step())
            {
                rows.Add(new RedemptionRow(
                    statement.Blob(0).ToArray(), statement.Text(1), statement.Blob(2).ToArray(), statement.Blob(3).ToArray(),
                    statement.Int64(4), statement.Int64(5), statement.Int64(6) != 0));
            }
        }
        finally
        {
            statement.Reset();
        }

        return rows;
    }
}
