using System.Security.Cryptography;
using PartnerApi.Sealing;

namespace PartnerApi.Cards;

/// <summary>
/// The tag of a holder's current card, sealed under the key <c>current-card</c> of the holder's handle and bound to the row's own tag. Both derive from
/// the facts secret, which every process has, and from the handle. Without handles the table joins nothing, even for someone with that secret.
/// </summary>
internal static class CurrentCardBlob
{
    /// <summary>Length of the row's own tag, in bytes.</summary>
    public const int TagLength = 16;

    /// <summary>Length of a sealed card tag, in bytes.</summary>
    public const int Length = CardReader.TagLength + Aead.Overhead;

    /// <summary>Derives the tag of a holder's row: the first <see cref="TagLength"/> bytes of the key <c>current-card-tag</c> of the handle.</summary>
    public static void TagOf(IKeyService keys, ReadOnlySpan<byte> handle, Span<byte> holderTag)
    {
        Span<byte> key = stackalloc byte[Aead.KeyLength];
        keys.Derive(CardKeyLabels.CurrentCardTag, handle, key);
        key[..TagLength].CopyTo(holderTag);
    }

    /// <summary>Seals the tag of the holder's current card.</summary>
    public static void Seal(
        IKeyService keys, ReadOnlySpan<byte> handle, ReadOnlySpan<byte> holderTag, ReadOnlySpan<byte> cardTag, Span<byte> sealedTag)
    {
        Span<byte> key = stackalloc byte[Aead.KeyLength];
        keys.Derive(CardKeyLabels.CurrentCard, handle, key);
        using var cipher = Aead.Cipher(key);
        CryptographicOperations.ZeroMemory(key);
        Aead.Seal(cipher, cardTag, holderTag, sealedTag);
    }
}
