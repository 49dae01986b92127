using PartnerApi.Disclosures;
using PartnerApi.Policy;

namespace PartnerApi.Cards;

/// <summary>
/// The result of a lookup by card number. For an unknown number it is a dummy that costs the same work and is never valid. It outlives the read
/// session. It is never returned to a caller as it is: the gates decide which parts a caller gets.
/// </summary>
internal sealed class CardReading
{
    private readonly CardReader reader;
    private readonly byte[] blobs;
    private OpenFacts? facts;

    /// <summary>For <see cref="CardReader"/>. <paramref name="blobs"/> holds the tag, sealed facts, record key and seed, in this order.</summary>
    public CardReading(CardReader reader, CardNumber number, bool exists, CardTerms terms, byte[] blobs)
    {
        this.reader = reader;
        this.blobs = blobs;
        Number = number;
        Exists = exists;
        Terms = terms;
    }

    /// <summary>The number that was looked up.</summary>
    public CardNumber Number { get; }

    /// <summary>Whether the card exists. Only a registrar may see a difference.</summary>
    public bool Exists { get; }

    /// <summary>State, first and last valid day; never valid for an unknown number.</summary>
    public CardTerms Terms { get; }

    /// <summary>Birth date, borough and issue date, opened at first use; the dummy's for an unknown number.</summary>
    public CardFacts Facts => Opened.Facts;

    /// <summary>The months in which enrollment counted the holder; empty for an unknown number.</summary>
    public CountedMonths Counted => Opened.Counted;

    /// <summary>The card's links, for imports; empty for an unknown number.</summary>
    public CardLinks Links => Opened.Links;

    /// <summary>The holder's handle, 16 bytes, from which pairwise subjects are derived. Never shown.</summary>
    public ReadOnlySpan<byte> Handle => Opened.Handle;

    /// <summary>The card's seed, from which references for quotas and the ledger are derived; the dummy's for an unknown number.</summary>
    public ReadOnlySpan<byte> Seed => blobs.AsSpan(^CardReferences.SeedLength..);

    /// <summary>The tag that the sealed columns are bound to.</summary>
    internal ReadOnlySpan<byte> Tag => blobs.AsSpan(0, CardReader.TagLength);

    internal ReadOnlySpan<byte> SealedFacts => blobs.AsSpan(CardReader.TagLength, FactsBlob.Length);

    /// <summary>The sealed data key of the holder's record.</summary>
    internal ReadOnlySpan<byte> RecordKey => blobs.AsSpan(CardReader.TagLength + FactsBlob.Length, CardReader.RecordKeyLength);

    // Two resolvers may open the facts at the same time; the result is the same.
    private OpenFacts Opened => facts ??= reader.Open(this);

    /// <summary>An opened <see cref="FactsBlob"/>.</summary>
    internal sealed record OpenFacts(CardFacts Facts, CountedMonths Counted, CardLinks Links, byte[] Handle);
}
