using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using PartnerApi.Cards;
using PartnerApi.Policy;
using PartnerApi.Sealing;
using PartnerApi.Storage;

namespace PartnerApi.Tests.Cards;

/// <summary>Changes stored cards of a running gateway, sealed with the gateway's keys, as an import does.</summary>
internal static class StoredCards
{
    // Offset of the handle in the opened facts.
    private const int HandleAt = 9;

    /// <summary>Changes the terms of a card.</summary>
    public static Task SetTermsAsync(RunningGateway gateway, string number, Func<CardTerms, CardTerms> change) => gateway.Services
        .GetRequiredService<GatewayWriter>().WriteAsync(
            context =>
            {
                var card = Read(gateway, number);
                Newest(context, card).Status = Status(gateway, card, change(card.Terms));
            },
            TestContext.Current.CancellationToken);

    /// <summary>Makes one card the replacement of another: it takes over the holder, and the old card becomes replaced.</summary>
    public static Task ReplaceAsync(RunningGateway gateway, string old, string by) => gateway.Services.GetRequiredService<GatewayWriter>().WriteAsync(
        context =>
        {
            var (keys, first, second) = (gateway.Services.GetRequiredService<IKeyService>(), Read(gateway, old), Read(gateway, by));
            var handle = first.Handle.ToArray();
            Newest(context, first).Status = Status(gateway, first, first.Terms with { State = CardState.Replaced });
            Newest(context, second).Facts = WithHandle(keys, second, handle);

            var holder = new byte[CurrentCardBlob.TagLength];
            CurrentCardBlob.TagOf(keys, handle, holder);
            var current = context.Set<CurrentCard>().Where(row => row.HolderTag == holder).OrderByDescending(row => row.Generation).First();
            var sealedTag = new byte[CurrentCardBlob.Length];
            CurrentCardBlob.Seal(keys, handle, holder, second.Tag, sealedTag);
            current.Sealed = sealedTag;
        },
        TestContext.Current.CancellationToken);

    private static CardReading Read(RunningGateway gateway, string number)
    {
        Assert.True(CardNumber.TryParse(number, out var parsed));
        using var session = gateway.Services.GetRequiredService<ReadSessions>().Begin();
        var card = gateway.Services.GetRequiredService<CardReader>().Read(session, parsed);
        Assert.True(card.Exists);
        return card;
    }

    private static Card Newest(GatewayDbContext context, CardReading card)
    {
        var tag = card.Tag.ToArray();
        return context.Set<Card>().Where(row => row.Tag == tag).OrderByDescending(row => row.Generation).First();
    }

    private static byte[] Status(RunningGateway gateway, CardReading card, CardTerms terms)
    {
        var (key, status) = (new byte[Aead.KeyLength], new byte[StatusBlob.Length]);
        gateway.Services.GetRequiredService<IKeyService>().Derive(CardKeyLabels.CardStatus, [], key);
        using var cipher = Aead.Cipher(key);
        StatusBlob.Seal(cipher, terms, card.Seed, card.Tag, status);
        return status;
    }

    private static byte[] WithHandle(IKeyService keys, CardReading card, byte[] handle)
    {
        var (digits, key) = (new byte[CardNumber.DigitCount], new byte[Aead.KeyLength]);
        card.Number.WriteDigits(digits);
        keys.Derive(CardKeyLabels.CardFacts, digits, key);
        using var cipher = Aead.Cipher(key);
        var (plain, facts) = (new byte[FactsBlob.Length - Aead.Overhead], new byte[FactsBlob.Length]);
        Aead.Open(cipher, card.SealedFacts, card.Tag, plain);
        Assert.True(CryptographicOperations.FixedTimeEquals(card.Handle, plain.AsSpan(HandleAt, handle.Length)));
        handle.CopyTo(plain, HandleAt);
        Aead.Seal(cipher, plain, card.Tag, facts);
        return facts;
    }
}
