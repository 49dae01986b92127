using System.Collections.Concurrent;
using PartnerApi.Cards;
using PartnerApi.Core;
using PartnerApi.Policy;
using PartnerApi.Storage;

namespace PartnerApi.Registry.Bulk;

/// <summary>The stored values of a card that replaces another or is replaced, according to an export.</summary>
/// <param name="Tag">The card's tag, as used in links.</param>
/// <param name="Exists">Whether the card is known.</param>
/// <param name="Born">The holder's birth date; undefined for an unknown card.</param>
/// <param name="Links">The stored links; none for an unknown card.</param>
internal readonly record struct LinkedCard(UInt128 Tag, bool Exists, DateOnly Born, CardLinks Links);

/// <summary>Looks up the cards that an export links, on all cores.</summary>
internal static class LinkedCards
{
    private const int CardsInSession = 256;

    /// <summary>Looks up cards. <paramref name="sessions"/> is null if the database has no cards yet.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    public static IReadOnlyDictionary<CardNumber, LinkedCard> Read(
        IEnumerable<CardNumber> numbers, CardReader cards, ReadSessions? sessions, CancellationToken cancellation)
    {
        var found = new ConcurrentDictionary<CardNumber, LinkedCard>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation };
        try
        {
            Parallel.ForEach(numbers.Distinct().Chunk(CardsInSession), options, chunk =>
            {
                using var session = sessions?.Begin();
                foreach (var number in chunk) found[number] = Read(number, cards, session);
            });
        }
        catch (AggregateException several) when (several.InnerExceptions.OfType<StoreUnavailableException>().FirstOrDefault() is { } trouble)
        {
            throw trouble;
        }
        return found;
    }

    private static LinkedCard Read(CardNumber number, CardReader cards, ReadSession? session)
    {
        Span<byte> tag = stackalloc byte[CardReader.TagLength];
        cards.TagOf(number, tag);
        return session is not null && cards.Read(session, number) is { Exists: true } card
            ? new LinkedCard(CardLinks.Of(tag), true, card.Facts.DateOfBirth, card.Links)
            : new LinkedCard(CardLinks.Of(tag), false, default, default);
    }
}
