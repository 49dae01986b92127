using System.Security.Cryptography;

namespace PartnerApi.Sealing.Tests;

public class AeadTests
{
    private readonly byte[] key = RandomNumberGenerator.GetBytes(Aead.KeyLength);
    private readonly byte[] plain = RandomNumberGenerator.GetBytes(40);
    private readonly byte[] associated = RandomNumberGenerator.GetBytes(32);

    [Fact]
    public void Sealed_value_opens_with_its_key_and_associated_data() => Assert.Equal(plain, Open(key, Seal(), associated));

    [Fact]
    public void Sealing_the_same_value_twice_gives_unrelated_bytes()
    {
        var (first, second) = (Seal(), Seal());
        Assert.NotEqual(first[..12], second[..12]);
        Assert.True(first.Zip(second).Count(pair => pair.First == pair.Second) < 10);
    }

    [Fact]
    public void Any_changed_bit_breaks_the_seal()
    {
        var value = Seal();
        for (var bit = 0; bit < value.Length * 8; bit++)
        {
            value[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<SealBrokenException>(() => Open(key, value, associated));
            value[bit / 8] ^= (byte)(1 << (bit % 8));
        }
        Assert.Equal(plain, Open(key, value, associated));
    }

    [Fact]
    public void Wrong_key_associated_data_or_length_breaks_the_seal()
    {
        var value = Seal();
        Assert.Throws<SealBrokenException>(() => Open(RandomNumberGenerator.GetBytes(32), value, associated));
        Assert.Throws<SealBrokenException>(() => Open(key, value, associated[1..]));
        Assert.Throws<SealBrokenException>(() => Open(key, value, []));
        Assert.Throws<SealBrokenException>(() => Open(key, value[..^1], associated));
        Assert.Throws<SealBrokenException>(() => Open(key, [], associated));
    }

    [Fact]
    public void Layout_is_nonce_ciphertext_tag()
    {
        var value = Seal();
        using var cipher = new AesGcm(key, 16);
        var opened = new byte[plain.Length];
        cipher.Decrypt(value.AsSpan(0, 12), value.AsSpan(12, plain.Length), value.AsSpan(12 + plain.Length), opened, associated);
        Assert.Equal(plain, opened);
    }

    [Fact]
    public async Task Shared_cipher_serves_many_threads()
    {
        using var shared = new SharedCipher(key);
        var value = Seal();
        await Parallel.ForAsync(0, 500, TestContext.Current.CancellationToken, (_, _) =>
        {
            var opened = new byte[plain.Length];
            Aead.Open(shared.Mine, value, associated, opened);
            Assert.Equal(plain, opened);
            return ValueTask.CompletedTask;
        });
    }

    private byte[] Seal()
    {
        var value = new byte[plain.Length + Aead.Overhead];
        using var cipher = Aead.Cipher(key);
        Aead.Seal(cipher, plain, associated, value);
        return value;
    }

    private static byte[] Open(byte[] key, byte[] value, byte[] associated)
    {
        var opened = new byte[40];
        using var cipher = Aead.Cipher(key);
        Aead.Open(cipher, value, associated, opened);
        return opened;
    }
}
