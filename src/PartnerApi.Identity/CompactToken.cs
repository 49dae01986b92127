using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace PartnerApi.Identity;

/// <summary>
/// A signed token in compact form (RFC 7515, section 7.1), parsed strictly, so that two parsers cannot read it differently: three parts
/// of canonical base64url without padding, header and payload each exactly one JSON object in valid UTF-8, no duplicate members at any depth, and
/// no other text. The signature is not checked here.
/// </summary>
internal sealed class CompactToken : IDisposable
{
    /// <summary>The longest accepted token, in characters.</summary>
    public const int MaxLength = 8 * 1024;

    private const long LastSecond = 253_402_300_799; // 9999-12-31T23:59:59Z

    private static readonly SearchValues<char> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    // Header members that would change the signed text or the key (RFC 7515, 4.1; RFC 7797; RFC 7516).
    private static readonly string[] RefusedMembers = ["crit", "b64", "jwk", "jku", "x5u", "x5c", "cty", "zip", "enc"];

    private readonly JsonDocument header;
    private readonly JsonDocument payload;

    private CompactToken(JsonDocument header, JsonDocument payload)
    {
        this.header = header;
        this.payload = payload;
    }

    /// <summary>The protected header, an object.</summary>
    public JsonElement Header => header.RootElement;

    /// <summary>The claims, an object.</summary>
    public JsonElement Payload => payload.RootElement;

    /// <summary>Reads a token; null if its format is not exact, or its header has a refused member.</summary>
    public static CompactToken? Read(string token)
    {
        if (token.Length > MaxLength) return null;
        Span<Range> parts = stackalloc Range[4];
        if (token.AsSpan().Split(parts, '.') != 3 || !IsCanonical(token.AsSpan()[parts[2]])) return null;

        var header = ReadObject(token.AsSpan()[parts[0]]);
        if (header is null) return null;
        var payload = RefusedMembers.Any(name => header.RootElement.TryGetProperty(name, out _)) ? null : ReadObject(token.AsSpan()[parts[1]]);
        if (payload is not null) return new CompactToken(header, payload);

        header.Dispose();
        return null;
    }

    /// <summary>A member that is a string of 1 to <paramref name="maxLength"/> characters; null if it is absent or anything else.</summary>
    public static string? Text(JsonElement parent, string name, int maxLength)
    {
        if (!parent.TryGetProperty(name, out var member) || member.ValueKind != JsonValueKind.String) return null;
        try
        {
            return member.GetString() is { Length: > 0 } text && text.Length <= maxLength ? text : null;
        }
        catch (InvalidOperationException)
        {
            return null; // An escaped lone surrogate.
        }
    }

    /// <summary>A member that is a time in whole seconds since 1970 (RFC 7519, section 2) before the year 10000; null for anything else.</summary>
    public static DateTimeOffset? Seconds(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.Number
        && member.TryGetInt64(out var seconds) && seconds is > 0 and <= LastSecond ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        header.Dispose();
        payload.Dispose();
    }

    private static JsonDocument? ReadObject(ReadOnlySpan<char> part)
    {
        if (!IsCanonical(part)) return null;
        var json = Base64Url.DecodeFromChars(part);
        if (!Utf8.IsValid(json)) return null;
        try
        {
            var document = JsonDocument.Parse(json, Strict);
            if (document.RootElement.ValueKind == JsonValueKind.Object) return document;
            document.Dispose();
        }
        catch (JsonException)
        {
            // Not JSON, or duplicate members.
        }
        return null;
    }

    /// <summary>Base64url without padding, with unused bits of the last character zero, so that each sequence of bytes has exactly one text.</summary>
    private static bool IsCanonical(ReadOnlySpan<char> part) =>
        !part.IsEmpty && !part.ContainsAnyExcept(Alphabet) && (part.Length % 4) switch
        {
            0 => true,
            2 => "AQgw".Contains(part[^1]),
            3 => "AEIMQUYcgkosw048".Contains(part[^1]),
            _ => false,
        };
}
