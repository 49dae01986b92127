using System.Buffers.Text;

namespace PartnerApi.Core;

/// <summary>Reads back the ids and cursors that callers were given: base64url (RFC 4648, section 5), and only in the form in which they were given.</summary>
public static class OpaqueText
{
    /// <summary>
    /// Decodes a text that stands for exactly as many bytes as <paramref name="bytes"/> has. False for any other: padding, white space, characters of
    /// another alphabet, and last characters whose unused bits are set, so that no id has a second form.
    /// </summary>
    public static bool TryRead(string text, Span<byte> bytes)
    {
        var length = Base64Url.GetEncodedLength(bytes.Length);
        if (text.Length != length) return false;
        Span<char> given = stackalloc char[length];
        return Base64Url.IsValid(text)
            && Base64Url.TryDecodeFromChars(text, bytes, out var decoded) && decoded == bytes.Length
            && Base64Url.TryEncodeToChars(bytes, given, out var encoded) && given[..encoded].SequenceEqual(text);
    }
}
