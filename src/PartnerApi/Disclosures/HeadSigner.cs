using System.Text.Json;
using PartnerApi.Clocks;

namespace PartnerApi.Disclosures;

/// <summary>What a signed head says: on this segment the chain had come so far.</summary>
/// <param name="Segment">The segment's name.</param>
/// <param name="Head">The chain's last hash.</param>
/// <param name="Iat">When it was signed; seconds since 1970.</param>
internal sealed record SignedHead(string Segment, string Head, long Iat);

/// <summary>
/// Signs the chain's head every minute in which it moved on, and when the process starts and stops. What is published cannot be cut off or rewritten
/// unseen, also not by whoever has the signing key. How many records there are is not told.
/// </summary>
internal sealed partial class HeadSigner(EvidenceKeys keys, TimeProvider time, ILogger<HeadSigner> logger, TrustedTime? trusted = null)
{
    /// <summary>The <c>typ</c> of a signed head.</summary>
    public const string Type = "disclosure-head+jwt";

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private long signedAt;
    private SignedHead? latest;

    /// <summary>The last signed head, for receipts; null before the first.</summary>
    public SignedHead? Latest => Volatile.Read(ref latest);

    /// <summary>How long until the next head is due.</summary>
    public TimeSpan UntilNext => Interval - time.GetElapsedTime(signedAt) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    /// <summary>Signs the head, unless it is the one that was signed last, or the clock is not trusted.</summary>
    public void Sign(SegmentWriter writer)
    {
        signedAt = time.GetTimestamp();
        if (trusted?.Last.IsTrusted == false) return;
        if (writer.Segment.Day == DateOnly.MinValue || latest?.Head == writer.Head) return;
        var head = new SignedHead(writer.Segment.Name, writer.Head, time.GetUtcNow().ToUnixTimeSeconds());
        try
        {
            writer.AppendHead(keys.Sign(Type, JsonSerializer.SerializeToUtf8Bytes(head, JsonSerializerOptions.Web)));
            Volatile.Write(ref latest, head);
        }
        catch (IOException error)
        {
            LogUnsigned(error.GetType().Name);
        }
    }

    /// <summary>Reads a signed head; null when it is none of ours.</summary>
    public static SignedHead? Open(EvidenceKeys keys, string jws) => keys.Open(Type, jws) is { } payload
        ? JsonSerializer.Deserialize<SignedHead>(payload, JsonSerializerOptions.Web) is { Segment: not null, Head: not null } head ? head : null
        : null;

    [LoggerMessage(LogLevel.Error, "The ledger's head could not be signed ({Kind}); the next is due in a minute.")]
    private partial void LogUnsigned(string kind);
}
