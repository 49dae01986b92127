using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace PartnerApi.TestHost;

/// <summary>Bytes that must not occur in any file, log, or response.</summary>
/// <param name="What">A description for the message, which must not show the bytes.</param>
/// <param name="Bytes">The bytes.</param>
internal sealed record ForbiddenBytes(string What, byte[] Bytes)
{
    /// <summary>A text in every encoding in which it could be stored.</summary>
    public static IEnumerable<ForbiddenBytes> OfText(string what, string text)
    {
        string[] forms = [text, text.ToUpperInvariant(), text.ToLowerInvariant(), text.Normalize(NormalizationForm.FormD), JsonSerializer.Serialize(text)[1..^1]];
        foreach (var form in forms.Distinct())
        {
            var utf8 = Encoding.UTF8.GetBytes(form);
            yield return new($"{what} in UTF-16LE", Encoding.Unicode.GetBytes(form));
            yield return new($"{what} in UTF-16BE", Encoding.BigEndianUnicode.GetBytes(form));
            foreach (var needle in OfBytes(what, utf8)) yield return needle;
        }
    }

    /// <summary>A card number: its digits with and without separators, and as a number.</summary>
    public static IEnumerable<ForbiddenBytes> OfCardNumber(string what, string digits)
    {
        foreach (var separator in (string[])["", " ", "-"])
        {
            var written = string.Join(separator, digits[..4], digits[4..8], digits[8..12], digits[12..]);
            foreach (var needle in OfText($"{what} with '{separator}'", written)) yield return needle;
        }
        yield return new($"{what} as packed digits", Convert.FromHexString(digits));

        // The eight bytes of a small number, such as a test card's, occur by chance.
        if (digits.StartsWith("0000", StringComparison.Ordinal)) yield break;
        foreach (var value in (long[])[long.Parse(digits, CultureInfo.InvariantCulture), long.Parse(digits[..14], CultureInfo.InvariantCulture)])
        {
            var bytes = new byte[8];
            BinaryPrimitives.WriteInt64BigEndian(bytes, value);
            yield return new($"{what} as big endian", [.. bytes]);
            BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
            yield return new($"{what} as little endian", bytes);
        }
    }

    /// <summary>Two dates as adjacent day numbers, as in the plaintext of a sealed value, and the first in its usual spellings.</summary>
    public static IEnumerable<ForbiddenBytes> OfDays(string what, DateOnly first, DateOnly second)
    {
        var plain = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(plain, first.DayNumber);
        BinaryPrimitives.WriteInt32BigEndian(plain.AsSpan(4), second.DayNumber);
        yield return new($"{what} in a sealed value's form", plain);
        foreach (var form in (string[])["yyyy-MM-dd", "yyyyMMdd", "M/d/yyyy", "MM/dd/yyyy"])
        {
            foreach (var needle in OfText(what, first.ToString(form, CultureInfo.InvariantCulture))) yield return needle;
        }
    }

    /// <summary>Bytes as they are, in hex, and in base64 at each of the three alignments within a longer text.</summary>
    public static IEnumerable<ForbiddenBytes> OfBytes(string what, byte[] bytes)
    {
        yield return new(what, bytes);
        yield return new($"{what} in hex", Encoding.ASCII.GetBytes(Convert.ToHexString(bytes)));
        yield return new($"{what} in hex", Encoding.ASCII.GetBytes(Convert.ToHexStringLower(bytes)));
        for (var shift = 0; shift < 3; shift++)
        {
            // The characters that depend only on these bytes: whole groups of six bits.
            var text = Convert.ToBase64String([.. new byte[shift], .. bytes]);
            var whole = text[((shift * 8 + 5) / 6)..((shift + bytes.Length) * 8 / 6)];
            yield return new($"{what} in base64", Encoding.ASCII.GetBytes(whole));
            if (whole.AsSpan().ContainsAny('+', '/'))
                yield return new($"{what} in base64url", Encoding.ASCII.GetBytes(whole.Replace('+', '-').Replace('/', '_')));
        }
    }

    /// <summary>The needles that occur in the bytes. Makes one pass for all needles, by their first four bytes.</summary>
    public static IReadOnlyCollection<string> Find(string where, byte[] haystack, IEnumerable<ForbiddenBytes> needles)
    {
        var byStart = needles.GroupBy(needle => BitConverter.ToUInt32(needle.Bytes)).ToFrozenDictionary(group => group.Key, group => group.ToArray());
        var found = new SortedSet<string>(StringComparer.Ordinal);
        for (var at = 0; at + sizeof(uint) <= haystack.Length; at++)
        {
            if (!byStart.TryGetValue(BitConverter.ToUInt32(haystack, at), out var candidates)) continue;
            found.UnionWith(candidates.Where(needle => haystack.AsSpan(at).StartsWith(needle.Bytes)).Select(needle => $"{where}: {needle.What}"));
        }
        return found;
    }
}
