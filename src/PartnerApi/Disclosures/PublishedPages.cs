using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Net.Http.Headers;
using PartnerApi.Core;
using PartnerApi.Ledger;

namespace PartnerApi.Disclosures;

/// <summary>
/// The public pages of the ledger, served from memory, so that anonymous requests cost no file access. The folder is read again when this process
/// has signed a head, and every ten seconds at most for the heads of other processes. Safe for concurrent use.
/// </summary>
internal sealed class PublishedPages(LedgerFolder ledger, EvidenceKeys keys, HeadSigner heads, CityClock clock, TimeProvider time)
{
    /// <summary>The time in seconds for which caches may store a page, and thus the maximum delay of a new head.</summary>
    public const int CacheSeconds = 60;

    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private readonly Lazy<Page> keySet = new(() => new Page(keys.PublicKeys, "application/jwk-set+json"));
    private Snapshot? current;

    /// <summary>The keys that sign heads and receipts, as a JWK set.</summary>
    public IResult Keys(HttpContext http) => Answer(http, keySet.Value);

    /// <summary>The newest head of each writer.</summary>
    public IResult Latest(HttpContext http) => Answer(http, Current().Latest);

    /// <summary>All heads of a day. A day without heads is an empty page, for which no file is read.</summary>
    public IResult OfDay(HttpContext http, string day) =>
        Segment.TryParseDay(day, out var parsed) ? Answer(http, Current().OfDay(parsed)) : Results.NotFound();

    private static IResult Answer(HttpContext http, Page page)
    {
        http.Response.Headers.CacheControl = $"public, max-age={CacheSeconds}";
        return Results.Bytes(page.Bytes, page.ContentType, entityTag: page.Tag);
    }

    private Snapshot Current()
    {
        lock (gate)
        {
            var signed = heads.Latest;
            if (current is null || !ReferenceEquals(current.Signed, signed) || time.GetElapsedTime(current.ReadAt) > Freshness)
                current = new Snapshot(ledger.Path, clock, signed, time.GetTimestamp(), current);
            return current;
        }
    }

    private sealed record Page(byte[] Bytes, string ContentType)
    {
        public EntityTagHeaderValue Tag { get; } = new($"\"{Base64Url.EncodeToString(SHA256.HashData(Bytes).AsSpan(0, 16))}\"");
    }

    /// <summary>The pages at one time. A day's page is built at its first request, so there is at most one for each day since the first segment.</summary>
    private sealed class Snapshot
    {
        private static readonly Page Empty = Text("");

        private readonly string folder;
        private readonly CityClock clock;
        private readonly DateOnly first;
        private readonly Dictionary<DateOnly, Page> pages;
        private readonly Lock making = new();

        public Snapshot(string folder, CityClock clock, SignedHead? signed, long readAt, Snapshot? before)
        {
            (this.folder, this.clock, Signed, ReadAt) = (folder, clock, signed, readAt);
            first = Segment.SignedIn(folder).Select(segment => segment.Day).DefaultIfEmpty(DateOnly.MaxValue).Min();
            Latest = Text(PublishedHeads.Latest(folder));
            pages = before?.Finished(clock.Today.AddDays(-1)) ?? [];
        }

        public SignedHead? Signed { get; }

        public long ReadAt { get; }

        public Page Latest { get; }

        // No head is signed for a past day. One more day allows for inexact clocks.
        private Dictionary<DateOnly, Page> Finished(DateOnly before)
        {
            lock (making) return pages.Where(page => page.Key < before).ToDictionary();
        }

        public Page OfDay(DateOnly day)
        {
            if (day < first || day > clock.Today) return Empty;
            lock (making)
            {
                if (!pages.TryGetValue(day, out var page)) pages[day] = page = Text(PublishedHeads.Of(folder, day, clock));
                return page;
            }
        }

        private static Page Text(string text) => new(Encoding.ASCII.GetBytes(text), "text/plain; charset=utf-8");
    }
}
