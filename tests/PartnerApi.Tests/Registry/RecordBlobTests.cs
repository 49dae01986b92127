using System.Security.Cryptography;
using PartnerApi.Disclosures;
using PartnerApi.Registry;
using PartnerApi.Registry.Bulk;
using PartnerApi.Sealing;

namespace PartnerApi.Tests.Registry;

public class RecordBlobTests
{
    private static readonly byte[] Key = new byte[Aead.KeyLength], RowId = new byte[RecordBlob.RowIdLength];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(RecordBlob.MaxSeeds)]
    public void Record_keeps_its_details_and_card_seeds(int cards)
    {
        var details = HolderSealer.Details(TestLines.Line(7));
        var seeds = RandomNumberGenerator.GetBytes(cards * CardReferences.SeedLength);
        using var cipher = Aead.Cipher(Key);
        var blob = new byte[RecordBlob.Length];
        RecordBlob.Seal(cipher, details, seeds, RowId, blob);
        Assert.Equal(details, RecordBlob.Open(cipher, blob, RowId, out var opened));
        Assert.Equal(seeds, opened);
    }

    [Theory]
    [InlineData(RecordBlob.MaxSeeds * CardReferences.SeedLength + CardReferences.SeedLength)]
    [InlineData(CardReferences.SeedLength - 1)]
    public void Seal_rejects_too_many_or_partial_seeds(int bytes)
    {
        using var cipher = Aead.Cipher(Key);
        Assert.Throws<ArgumentException>(
            () => RecordBlob.Seal(cipher, HolderSealer.Details(TestLines.Line(7)), new byte[bytes], RowId, new byte[RecordBlob.Length]));
    }
}
