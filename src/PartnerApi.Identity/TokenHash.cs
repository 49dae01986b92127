using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace PartnerApi.Identity;

/// <summary>The SHA-256 of a token.</summary>
internal readonly record struct TokenHash
{
    private readonly ulong first;
    private readonly ulong second;
    private readonly ulong third;
    private readonly ulong fourth;

    private TokenHash(ReadOnlySpan<ulong> words) => (first, second, third, fourth) = (words[0], words[1], words[2], words[3]);

    /// <summary>Hashes a token of at most <see cref="CompactToken.MaxLength"/> characters, all ASCII; false for other text.</summary>
    public static bool TryCompute(ReadOnlySpan<char> token, out TokenHash hash)
    {
        const int usual = 1024;
        hash = default;
        if (token.IsEmpty || token.Length > CompactToken.MaxLength) return false;

        var bytes = token.Length <= usual ? stackalloc byte[usual] : new byte[token.Length];
        if (Ascii.FromUtf16(token, bytes, out var written) != OperationStatus.Done) return false;
        Span<ulong> words = stackalloc ulong[SHA256.HashSizeInBytes / sizeof(ulong)];
        SHA256.HashData(bytes[..written], MemoryMarshal.AsBytes(words));
        hash = new TokenHash(words);
        return true;
    }

    /// <inheritdoc/>
    public override int GetHashCode() => (int)first;
}
