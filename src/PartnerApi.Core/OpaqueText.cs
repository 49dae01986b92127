using System.Buffers.Text;

namespace PartnerApi.Core;

/// <summary>Decodes the ids and cursors that callers send back: base64url (RFC 4648, section 5), only in the form in which they were issued.</summary>
public static class OpaqueText
{
    /// <summary>
    /// Decodes a text that encodes exactly as many bytes as <paramref name="bytes"/> has. Returns false for padding, white space, characters outside the
    /// alphabet, and a last character with unused bits set, so that no id has a second form.
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
