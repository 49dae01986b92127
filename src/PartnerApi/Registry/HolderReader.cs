using System.Security.Cryptography;
using PartnerApi.Cards;
using PartnerApi.Core;
using PartnerApi.Policy;
using PartnerApi.Sealing;
using PartnerApi.Storage;

namespace PartnerApi.Registry;

/// <summary>Opens a holder's record with the card's number. Works only in a process that holds the record secret. Safe for concurrent use.</summary>
internal sealed class HolderReader(IKeyService keys)
{
    private static readonly Query ByRowId = new(
        """SELECT "Sealed" FROM "HolderRecords" WHERE "RowId" = $1 AND "Generation" <= $2 ORDER BY "Generation" DESC LIMIT 1""");

    /// <summary>The record of a card's holder; null if the card is unknown or its record has been removed.</summary>
    /// <exception cref="SecretNotLoadedException">The process serves partners only.</exception>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    /// <exception cref="SealBrokenException">The row was changed, or sealed with other secrets.</exception>
    public HolderDetails? Read(ReadSession session, CardReading card) => Read(session, card, out _);

    /// <summary>Also returns the concatenated seeds of the holder's cards, newest first; empty if there is no record.</summary>
    /// <inheritdoc cref="Read(ReadSession, CardReading)"/>
    public HolderDetails? Read(ReadSession session, CardReading card, out byte[] seeds)
    {
        seeds = [];
        Span<byte> key = stackalloc byte[Aead.KeyLength];
        keys.Derive(HolderKeyLabels.HolderRow, card.Handle, key);
        Span<byte> rowId = stackalloc byte[RecordBlob.RowIdLength];
        key[..RecordBlob.RowIdLength].CopyTo(rowId);

        var statement = session.Statement(ByRowId);
        try
        {
            if (!statement.Bind(1, rowId).Bind(2, session.Generation(CardGenerations.Visible)).Step()) return null;
            OpenDataKey(card, key);
            using var cipher = Aead.Cipher(key);
            return RecordBlob.Open(cipher, statement.Blob(0), rowId, out seeds);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
            statement.Reset();
        }
    }

    /// <summary>Opens the record's data key with the card's number; <see cref="Aead.KeyLength"/> bytes.</summary>
    /// <exception cref="SecretNotLoadedException">The process serves partners only.</exception>
    /// <exception cref="SealBrokenException">The row was changed, or sealed with other secrets.</exception>
    public void OpenDataKey(CardReading card, Span<byte> dataKey)
    {
        Span<byte> digits = stackalloc byte[CardNumber.DigitCount];
        card.Number.WriteDigits(digits);
        keys.Derive(HolderKeyLabels.HolderByCard, digits, dataKey);
        CryptographicOperations.ZeroMemory(digits);
        using var cipher = Aead.Cipher(dataKey);
        Aead.Open(cipher, card.RecordKey, card.Tag, dataKey);
    }
}
