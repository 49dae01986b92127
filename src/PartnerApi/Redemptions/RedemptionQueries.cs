using System.Buffers.Binary;
using System.Buffers.Text;
using System.ComponentModel;
using PartnerApi.Contract;
using PartnerApi.Partners;

namespace PartnerApi.Redemptions;

/// <summary>The caller's own redemptions, as a connection (Relay Cursor Connections).</summary>
[QueryFields]
internal static class RedemptionQueries
{
    private const int MostOfPage = 100;
    private const int UsualPage = 50;

    private static readonly QuestionError CursorInvalid = new(ErrorCode.CursorInvalid, "'after' is no cursor of the caller's redemptions.");

    private static readonly QuestionError PageTooLong = QuestionError.Limit("first", MostOfPage, $"A page has 1 to {MostOfPage} redemptions.");

    /// <summary>A page of them.</summary>
    [RequiresScopes("benefit:redeem")]
    [Description("The caller's redemptions, reversed ones included, the newest first. What is redeemed meanwhile moves no page that follows.")]
    public static Outcome<RedemptionConnection> Redemptions(
        Question question,
        [Argument("How many at most; up to 100.")] int? first = UsualPage,
        [Argument("The cursor after which the page begins; from the newest on when it is not given.")] string? after = null,
        [Argument("Only of this benefit."), Id] string? benefit = null,
        [Argument("Only from this day on.")] DateOnly? from = null,
        [Argument("Only up to this day, inclusive.")] DateOnly? to = null)
    {
        var most = first ?? UsualPage;
        if (most is < 1 or > MostOfPage) return PageTooLong;
        var key = question.Caller.SectorKey;
        var place = new byte[sizeof(long) + Redemption.IdLength];
        var (afterAt, afterId) = (long.MaxValue, Array.Empty<byte>());
        if (after is not null)
        {
            if (!TryOpen(key, after, place)) return CursorInvalid;
            (afterAt, afterId) = (BinaryPrimitives.ReadInt64BigEndian(place), place[sizeof(long)..]);
        }

        // One more than asked tells whether there is a next page.
        var rows = RedemptionReader.List(question.Session, question.Caller.PartnerId, new RedemptionFilter(benefit, from, to, afterAt, afterId), most + 1);
        return new RedemptionConnection([.. rows.Take(most).Select(row => new RedemptionEdge(row, key))], rows.Count > most);
    }

    private static bool TryOpen(byte[] sectorKey, string text, Span<byte> place)
    {
        Span<byte> cursor = stackalloc byte[PartnerSeal.CursorLength];
        return Base64Url.IsValid(text, out var length) && length == cursor.Length && Base64Url.TryDecodeFromChars(text, cursor, out _)
            && PartnerSeal.TryOpenCursor(sectorKey, cursor, place);
    }
}

/// <summary>A page of redemptions.</summary>
[SchemaType("RedemptionConnection")]
[RequiresScopes("benefit:redeem")]
[Description("A page of redemptions.")]
internal sealed class RedemptionConnection(IReadOnlyList<RedemptionEdge> edges, bool hasNext)
{
    /// <summary>The redemptions with their places.</summary>
    [Description("The redemptions of the page, each with its cursor.")]
    public IReadOnlyList<RedemptionEdge> Edges => edges;

    /// <summary>What comes after.</summary>
    [Description("Whether there is another page, and where it begins.")]
    public PageInfo PageInfo => new(hasNext, edges.Count > 0 ? edges[^1].Cursor : null);
}

/// <summary>A redemption in a page.</summary>
[SchemaType("RedemptionEdge")]
[RequiresScopes("benefit:redeem")]
[Description("A redemption in a page.")]
internal sealed class RedemptionEdge(RedemptionRow row, byte[] sectorKey)
{
    /// <summary>Its place.</summary>
    [Description("Its place in the list, opaque. Give it as `after` to go on behind it.")]
    public string Cursor { get; } = Seal(row, sectorKey);

    /// <summary>The redemption.</summary>
    [Description("The redemption.")]
    public RedemptionAnswer Node => new(row, sectorKey);

    private static string Seal(RedemptionRow row, byte[] sectorKey)
    {
        Span<byte> place = stackalloc byte[sizeof(long) + Redemption.IdLength];
        BinaryPrimitives.WriteInt64BigEndian(place, row.RedeemedAt);
        row.Id.CopyTo(place[sizeof(long)..]);
        return Base64Url.EncodeToString(PartnerSeal.SealCursor(sectorKey, place));
    }
}
