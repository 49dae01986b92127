using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PartnerApi.Cards;
using PartnerApi.Disclosures;
using PartnerApi.Policy;
using PartnerApi.Sealing;
using PartnerApi.Statistics;
using PartnerApi.Storage;

namespace PartnerApi.Registry.Bulk;

/// <summary>A holder's card, with its line if it has one in this import.</summary>
internal readonly record struct HolderCard(CardNumber Number, RegistryLine? Line);

/// <summary>
/// Seals the cards of one holder, oldest first, each of which replaces the one before it. Decides which values a known card keeps, which values a card takes
/// from the card that it replaces, and which events are counted. Used by one thread.
/// </summary>
internal sealed class HolderSealer(
    IKeyService keys, CardReader cards, HolderReader holders, HolderCounting counting, RowWriters rows, Withdrawals withdrawals, ImportDays days) : IDisposable
{
    private const int HandleAt = Aead.KeyLength, SeedAt = HandleAt + FactsBlob.HandleLength, DrawnLength = SeedAt + CardReferences.SeedLength;
    private const int MostSeedBytes = RecordBlob.MaxSeeds * CardReferences.SeedLength;

    private readonly CardRows sealer = new(keys, rows);
    private readonly byte[] drawn = new byte[DrawnLength];
    private readonly byte[] tag = new byte[CardReader.TagLength];

    private ReadSession? session;

    // The holder's state, carried from card to card.
    private readonly byte[] dataKey = new byte[Aead.KeyLength];
    private readonly byte[] handle = new byte[FactsBlob.HandleLength];
    private byte[] seeds = [];
    private CountedMonths counted;
    private UInt128 previousTag;
    private DateOnly previousExpires;

    public ImportChanges Changes { get; } = new();

    /// <summary>The content of the record for a line.</summary>
    public static HolderDetails Details(RegistryLine line) =>
        new(line.LegalName, line.DateOfBirth, line.Borough, new HolderAddress(line.Street, line.City, line.PostalCode));

    /// <summary>Seals a holder's cards. <paramref name="known"/> looks up known cards; null if the database has none yet.</summary>
    public void Seal(ReadOnlySpan<HolderCard> chain, ReadSession? known)
    {
        session = known;
        var readings = new CardReading?[chain.Length];
        for (var index = 0; index < chain.Length; index++) readings[index] = Find(chain[index].Number);
        counted = CountedBefore(readings);
        var newestKnown = Array.FindLastIndex(readings, reading => reading is not null);
        for (var index = 0; index < chain.Length; index++) Seal(chain, index, readings, isOld: index < newestKnown);
    }

    /// <summary>Withdraws a known card without changing anything else.</summary>
    public void Withdraw(CardNumber number, CardState state, ReadSession? known)
    {
        session = known;
        if (Find(number) is not { } card || card.Terms.State >= state) return;
        var moved = counting.Withdrawn(days.AsOf, card.Counted);
        var facts = new SealedFacts { Facts = card.Facts, Counted = moved, Links = card.Links, Handle = card.Handle };
        sealer.WriteState(card, card.Terms with { State = state }, facts);
        Changes.Withdrawn++;
        Changes.Other++;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(drawn);
        CryptographicOperations.ZeroMemory(dataKey);
        CryptographicOperations.ZeroMemory(handle);
        CryptographicOperations.ZeroMemory(seeds);
        sealer.Dispose();
    }

    // Replaced cards keep the counted months of the time when they were replaced, so only the current card has the holder's. If there are several, they were
    // the cards of different holders until now.
    private CountedMonths CountedBefore(CardReading?[] readings)
    {
        CountedMonths? before = null;
        foreach (var reading in readings)
        {
            if (reading is null || reading.Terms.State == CardState.Replaced) continue;
            before = before is { } older ? counting.Combine(older, reading.Counted) : reading.Counted;
        }
        return before ?? default;
    }

    // An old card is followed by a known one.
    private void Seal(ReadOnlySpan<HolderCard> chain, int index, CardReading?[] readings, bool isOld)
    {
        var (number, line) = chain[index];
        var (reading, next) = (readings[index], index + 1 < chain.Length ? readings[index + 1] : null);
        var isLinked = index > 0;
        var isReplaced = index + 1 < chain.Length || reading?.Terms.State == CardState.Replaced;
        var isNewLink = isLinked && reading?.Links.Predecessor != previousTag;

        // One call for all random values: a call costs more than its bytes.
        RandomNumberGenerator.Fill(drawn);
        TakeHolder(isLinked, reading ?? (isLinked ? null : next));
        var seed = reading is null ? drawn.AsSpan(SeedAt).ToArray() : reading.Seed.ToArray();
        TakeSeeds(seed, isLinked, reading);
        var terms = line is null ? reading!.Terms : new CardTerms(withdrawals.Restrict(number, line.State), line.IssuedOn, line.ExpiresOn);
        if (line is not null && !isOld) counted = Count(line, terms, reading, isLast: index + 1 == chain.Length);

        cards.TagOf(number, tag);
        if (isReplaced) terms = terms with { State = CardState.Replaced };
        var links = new CardLinks(
            isLinked ? previousTag : reading?.Links.Predecessor ?? 0,
            index + 1 < chain.Length ? TagOf(chain[index + 1].Number) : reading?.Links.Successor ?? 0,
            line is null ? reading!.Links.Person : Fingerprint(line));
        var facts = new SealedFacts { Facts = line is null ? reading!.Facts : Facts(line), Counted = counted, Links = links, Handle = handle };
        sealer.WriteCard(number, tag, terms, facts, seed, dataKey);
        if (!isReplaced)
        {
            sealer.WriteCurrent(handle, tag);
            sealer.WriteHolder(Details(line!), handle, seeds, dataKey);
        }
        CountChanges(line, reading, terms, links, isNewLink);
        (previousTag, previousExpires) = (CardLinks.Of(tag), reading?.Terms.ExpiresOn ?? terms.ExpiresOn);
    }

    // A known card keeps its holder's handle. A new card takes the handle of the card that it replaces. A new card that is already replaced takes the handle
    // of its successor.
    private void TakeHolder(bool isLinked, CardReading? source)
    {
        if (source is not null)
        {
            source.Handle.CopyTo(handle);
            holders.OpenDataKey(source, dataKey);
        }
        else if (!isLinked)
        {
            drawn.AsSpan(0, dataKey.Length).CopyTo(dataKey);
            drawn.AsSpan(HandleAt, handle.Length).CopyTo(handle);
        }
    }

    private void TakeSeeds(byte[] seed, bool isLinked, CardReading? reading)
    {
        var own = seed;
        // A record holds more than one seed only if the holder has several cards.
        if (reading is not null && (reading.Links.Predecessor != 0 || reading.Links.Successor != 0) && Recorded(reading) is { Length: > 0 } recorded) own = recorded;
        if (!isLinked)
        {
            seeds = own;
            return;
        }
        var all = own.Chunk(CardReferences.SeedLength).Concat(seeds.Chunk(CardReferences.SeedLength)).DistinctBy(Convert.ToHexString).SelectMany(bytes => bytes);
        seeds = [.. all.Take(MostSeedBytes)];
    }

    private byte[] Recorded(CardReading reading)
    {
        holders.Read(session!, reading, out var recorded);
        return recorded;
    }

    // The end of a card with a successor is that of the successor, so it does not matter whether the card was lost. A known one counts nothing more.
    private CountedMonths Count(RegistryLine line, in CardTerms terms, CardReading? reading, bool isLast)
    {
        if (reading is not null && (!isLast || reading.Terms.State == CardState.Replaced)) return counted;
        var isWithdrawn = isLast && terms.State != CardState.Active;
        var lastDay = isWithdrawn && days.AsOf < terms.ExpiresOn ? days.AsOf : terms.ExpiresOn;
        var card = new CountedCard(Facts(line), lastDay, isWithdrawn);
        if (reading is null) return counting.Added(card, line.ExpiresOn > previousExpires, counted);
        var isRenewed = line.IssuedOn > reading.Facts.IssuedOn && line.ExpiresOn > reading.Terms.ExpiresOn;
        return counting.Updated(card, isRenewed, staysWithdrawn: isWithdrawn && reading.Terms.State != CardState.Active, counted);
    }

    private void CountChanges(RegistryLine? line, CardReading? reading, in CardTerms terms, in CardLinks links, bool isNewLink)
    {
        if (reading is null)
        {
            Changes.New++;
            return;
        }
        var before = reading.Terms;
        var isReplaced = before.State != CardState.Replaced && terms.State == CardState.Replaced;
        var isWithdrawn = before.State != terms.State && terms.State is CardState.ReportedLost or CardState.Revoked;
        var isOther = line is not null && links.Person != reading.Links.Person;
        var isMoved = line is not null && line.Borough != reading.Facts.Borough;
        var (wasValid, isValid) = (Validity.IsValid(before, days.Today), Validity.IsValid(terms, days.Today));
        var isEnded = wasValid && !isValid && terms.State == CardState.Active;
        // A later expiry date makes an expired card valid again: a renewal. An earlier issue date makes a card valid sooner, which is not a renewal.
        var isBegun = !wasValid && isValid && before.State == CardState.Active && before.ValidFrom > days.Today;
        if (isReplaced) Changes.Replaced++;
        if (isWithdrawn) Changes.Withdrawn++;
        if (before.State is CardState.ReportedLost or CardState.Revoked && terms.State == CardState.Active) Changes.Reactivated++;
        if (isOther) Changes.PersonChanged++;
        if (isMoved) Changes.BoroughChanged++;
        if (isEnded) Changes.Ended++;
        if (isBegun) Changes.Begun++;
        if (isReplaced || isWithdrawn || isOther || isMoved || isEnded || isBegun) Changes.Other++;
        if (isNewLink) Changes.LinkedLate++;
        if (line is null) return;
        Changes.Known++;
        if (!isEnded && line.ExpiresOn > before.ExpiresOn) Changes.Renewed++;
        if (wasValid && !isEnded) Changes.Covered++;
    }

    private static CardFacts Facts(RegistryLine line) => new(line.DateOfBirth, line.Borough, line.IssuedOn);

    private ulong Fingerprint(RegistryLine line)
    {
        Span<byte> key = stackalloc byte[Aead.KeyLength];
        var person = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{line.DateOfBirth:yyyy-MM-dd}{line.LegalName}"));
        keys.Derive(HolderKeyLabels.PersonFingerprint, person, key);
        CryptographicOperations.ZeroMemory(person);
        return BinaryPrimitives.ReadUInt64BigEndian(key);
    }

    private UInt128 TagOf(CardNumber number)
    {
        Span<byte> other = stackalloc byte[CardReader.TagLength];
        cards.TagOf(number, other);
        return CardLinks.Of(other);
    }

    private CardReading? Find(CardNumber number) =>
        session is not null && cards.Read(session, number) is { Exists: true } reading ? reading : null;
}
