using PartnerApi.Disclosures;
using PartnerApi.Policy;

namespace PartnerApi.Cards;

/// <summary>
/// What was found under a card number, also when nothing was: then a dummy stands in that takes the same work and is never valid. It outlives the
/// read session. Never goes out as it is: which part a caller gets is the gates' decision.
/// </summary>
internal sealed class CardReading
{
    private readonly CardReader reader;
    private readonly byte[] blobs;
    private OpenFacts? facts;

    /// <summary>Made by <see cref="CardReader"/>; <paramref name="blobs"/> is tag, sealed facts, record key and seed in one.</summary>
    public CardReading(CardReader reader, CardNumber number, bool exists, CardTerms terms, byte[] blobs)
    {
        this.reader = reader;
        this.blobs = blobs;
        Number = number;
        Exists = exists;
        Terms = terms;
    }

    /// <summary>The number that was asked for.</summary>
    public CardNumber Number { get; }

    /// <summary>Whether there is such a card. Only a registrar may see a difference.</summary>
    public bool Exists { get; }

    /// <summary>State, first and last valid day; never valid for a number that is not there.</summary>
    public CardTerms Terms { get; }

    /// <summary>Birth date, borough and issue date, opened at the first use; the dummy's for a number that is not there.</summary>
    public CardFacts Facts => Opened.Facts;

    /// <summary>In which months the holder was counted, for whoever counts; none for a number that is not there.</summary>
    public CountedMonths Counted => Opened.Counted;

    /// <summary>What imports recognize the card by; none for a number that is not there.</summary>
    public CardLinks Links => Opened.Links;

    /// <summary>The holder's handle, 16 bytes, from which pairwise subjects are derived. Never shown.</summary>
    public ReadOnlySpan<byte> Handle => Opened.Handle;

    /// <summary>The card's seed, of which quotas' and the ledger's references are made; the dummy's for a number that is not there.</summary>
    public ReadOnlySpan<byte> Seed => blobs.AsSpan(^CardReferences.SeedLength..);

    /// <summary>The tag that the sealed columns are bound to.</summary>
    internal ReadOnlySpan<byte> Tag => blobs.AsSpan(0, CardReader.TagLength);

    /// <summary>The sealed facts.</summary>
    internal ReadOnlySpan<byte> SealedFacts => blobs.AsSpan(CardReader.TagLength, FactsBlob.Length);

    /// <summary>The sealed data key of the holder's record.</summary>
    internal ReadOnlySpan<byte> RecordKey => blobs.AsSpan(CardReader.TagLength + FactsBlob.Length, CardReader.RecordKeyLength);

    // Two resolvers at once may both open them; the result is the same.
    private OpenFacts Opened => facts ??= reader.Open(this);

    /// <summary>What is sealed with the facts, once opened.</summary>
    internal sealed record OpenFacts(CardFacts Facts, CountedMonths Counted, CardLinks Links, byte[] Handle);
}
