using System.Security.Cryptography;
using PartnerApi.Storage;

namespace PartnerApi.Redemptions;

/// <summary>A redemption as it is read for an answer.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Benefit">Which benefit.</param>
/// <param name="SubjectTag">The holder's tag for this partner.</param>
/// <param name="Sealed">Holder and exact times, sealed.</param>
/// <param name="Hour">The hour of it, in seconds since 1970-01-01 UTC.</param>
/// <param name="ValidUntil">Day number.</param>
/// <param name="IsReversed">Whether it was taken back.</param>
internal sealed record RedemptionRow(
    byte[] Id, string Benefit, byte[] SubjectTag, byte[] Sealed, long Hour, long ValidUntil, bool IsReversed)
{
    /// <summary>The same of an entity.</summary>
    public static RedemptionRow Of(Redemption row) =>
        new(row.Id, row.BenefitId, row.SubjectTag, row.Sealed, row.RedeemedAt, row.ValidUntil, row.ReversedAt != 0);
}

/// <summary>What a page of redemptions is of: days of redemption from and to, a benefit or all, after a place or from the newest on.</summary>
internal sealed record RedemptionFilter(string? Benefit, DateOnly? From, DateOnly? To, RedemptionPosition After);

/// <summary>Reads redemptions and kept answers in a read session: never anything of another partner.</summary>
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

    /// <summary>The answer kept under a key: what it was, the redemption if there was one, and whether the request is the same.</summary>
    /// <returns>Null when the key is not known.</returns>
    public static (bool IsSame, RedemptionDecision Decision, RedemptionRow? Row)? FindKey(ReadSession session, string partner, RedemptionRequest request)
    {
        bool isSame;
        RedemptionDecision decision;
        byte[] id;
        var statement = session.Statement(ByKey);
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

        return (isSame, decision, isSame && decision == RedemptionDecision.Redeemed ? Find(session, partner, id) : null);
    }

    /// <summary>One of the partner's redemptions, or null.</summary>
    public static RedemptionRow? Find(ReadSession session, string partner, byte[] id) =>
        Read(session.Statement(ById).Bind(1, partner).Bind(2, id)).FirstOrDefault();

    /// <summary>A subject's standing redemptions, newest hour first.</summary>
    public static List<RedemptionRow> OfSubject(ReadSession session, string partner, byte[] subjectTag) =>
        Read(session.Statement(BySubject).Bind(1, partner).Bind(2, subjectTag));

    /// <summary>The partner's redemptions, newest hour first; those of one hour in the order of their ids.</summary>
    public static List<RedemptionRow> List(ReadSession session, string partner, RedemptionFilter filter, int most) => Read(
        session.Statement(Page)
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
