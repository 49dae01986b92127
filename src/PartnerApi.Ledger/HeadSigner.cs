using System.Buffers.Text;
using System.Text.Json;
using PartnerApi.Core;

namespace PartnerApi.Ledger;

/// <summary>A signed head: the chain had this hash at the end of this segment.</summary>
/// <param name="Segment">The segment's name.</param>
/// <param name="Head">The chain's last hash.</param>
/// <param name="Iat">The beginning of the hour in which it was signed; seconds since 1970.</param>
public sealed record SignedHead(string Segment, string Head, long Iat);

/// <summary>
/// Signs the chain's last hash on every hour of the city, with or without traffic, and at no other time: not at startup, at shutdown, or at the end of a
/// segment. A head at another time would date the records before it. With published heads, removed or changed records are detected even if the attacker
/// has the signing key. Records of up to an hour have no published head yet.
/// </summary>
/// <param name="keys">The keys that sign.</param>
/// <param name="clock">The city's clock.</param>
/// <param name="isClockTrusted">Returns true if the clock is trusted now. Otherwise nothing is signed.</param>
/// <param name="logger">Logs heads that cannot be written.</param>
public sealed partial class HeadSigner(EvidenceKeys keys, CityClock clock, Func<bool> isClockTrusted, ILogger<HeadSigner> logger)
{
    private static readonly TimeSpan AnHour = TimeSpan.FromHours(1);

    private DateTimeOffset hour;
    private SignedHead? latest;

    /// <summary>The writer's last signed head, for receipts; null before the first.</summary>
    public SignedHead? Latest => Volatile.Read(ref latest);

    /// <summary>The time until the next hour of the city, when the next head is due.</summary>
    internal TimeSpan UntilNext => AnHour - (clock.Now - clock.Hour);

    /// <summary>Starts in the current hour, for which it signs no head, and reads the writer's last head.</summary>
    public void Resume(string folder, SegmentWriter writer)
    {
        hour = clock.Hour;
        Volatile.Write(ref latest, Newest(folder, writer.Segment.Writer));
    }

    /// <summary>True if another hour has begun since the last call of <see cref="Sign"/>.</summary>
    internal bool IsDue => clock.Hour != hour;

    /// <summary>Signs the last hash if an hour has begun since the last call and the clock is trusted.</summary>
    public void Sign(SegmentWriter writer)
    {
        // After the clock was set back, no new hour has begun.
        var now = clock.Hour;
        var isLater = now > hour;
        hour = now;
        if (!isLater || writer.Segment.Number == 0 || !isClockTrusted()) return;
        var head = new SignedHead(writer.Segment.Name, writer.Head, now.ToUnixTimeSeconds());
        try
        {
            writer.AppendHead(keys.Sign(EvidenceKeys.HeadType, JsonSerializer.SerializeToUtf8Bytes(head, JsonSerializerOptions.Web)));
            Volatile.Write(ref latest, head);
        }
        catch (IOException error)
        {
            LogUnsigned(error.GetType().Name);
        }
    }

    /// <summary>Verifies a signed head. Returns null if none of the keys signed it.</summary>
    public static SignedHead? Open(EvidenceKeys keys, string jws) => keys.Open(EvidenceKeys.HeadType, jws) is { } payload ? Parse(payload) : null;

    /// <summary>Verifies kept evidence, a signed head or a receipt, and returns its head. Returns null if none of the keys signed it, or it names no head.</summary>
    public static SignedHead? OpenKept(EvidenceKeys keys, string jws) => Open(keys, jws)
        ?? (keys.Open(EvidenceKeys.ReceiptType, jws) is { } payload ? JsonSerializer.Deserialize<HeadOfReceipt>(payload, JsonSerializerOptions.Web)?.Head : null);

    /// <summary>Reads a head without checking its signature. Returns null if the text is not a head.</summary>
    public static SignedHead? Read(string jws)
    {
        if (jws.Split('.') is not [_, var payload, _] || !Base64Url.IsValid(payload)) return null;
        try
        {
            return Parse(Base64Url.DecodeFromChars(payload));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static SignedHead? Parse(byte[] payload) =>
        JsonSerializer.Deserialize<SignedHead>(payload, JsonSerializerOptions.Web) is { Segment: not null, Head: not null } head ? head : null;

    private sealed record HeadOfReceipt(SignedHead? Head);

    private SignedHead? Newest(string folder, int writer) => Segment.SignedIn(folder)
        .Where(segment => segment.Writer == writer)
        .Reverse()
        .SelectMany(segment => PublishedHeads.Of(folder, segment).Reverse())
        .Select(jws => Open(keys, jws))
        .OfType<SignedHead>()
        .FirstOrDefault();

    [LoggerMessage(LogLevel.Error, "The ledger's head could not be signed ({Kind}). The next one is due in an hour.")]
    private partial void LogUnsigned(string kind);
}
