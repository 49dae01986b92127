using System.Runtime.InteropServices;
using PartnerApi.Policy;
using PartnerApi.Sealing;

namespace PartnerApi.Hosting;

/// <summary>
/// The name of a request: the caller's own if it is well-formed, else a random one. The server's would be a counter, by which one caller could
/// tell how much the others ask.
/// </summary>
internal static class RequestId
{
    private const string Header = "X-Request-Id";
    private const int Longest = 64;

    // Ten to the power of a card number's digits.
    private const long Window = 10_000_000_000_000_000;

    /// <summary>Names the request, for the response and the log.</summary>
    public static void Assign(HttpContext http)
    {
        var given = http.Request.Headers[Header];
        http.TraceIdentifier = given.Count == 1 && IsWellFormed(given[0]) ? given[0]! : Random();
        Show(http);
    }

    /// <summary>Puts the name into the response.</summary>
    public static void Show(HttpContext http) => http.Response.Headers[Header] = http.TraceIdentifier;

    /// <summary>
    /// Whether an id is 1 to 64 characters of <c>A-Z a-z 0-9 . _ -</c> and holds no card number, also not one with separators: the log must not.
    /// </summary>
    public static bool IsWellFormed(string? id)
    {
        if (id is not { Length: > 0 and <= Longest }) return false;
        var (digits, value) = (0, 0L);
        foreach (var character in id)
        {
            if (char.IsAsciiDigit(character))
            {
                (digits, value) = (digits + 1, (value * 10 + (character - '0')) % Window);
                if (digits >= CardNumber.DigitCount && value % 97 == 1) return false;
            }
            else if (char.IsAsciiLetter(character))
            {
                (digits, value) = (0, 0);
            }
            else if (character is not ('.' or '_' or '-'))
            {
                return false;
            }
        }
        return true;
    }

    private static string Random()
    {
        var id = RandomIds.Next();
        return Convert.ToHexStringLower(MemoryMarshal.AsBytes(new ReadOnlySpan<UInt128>(in id)));
    }
}
