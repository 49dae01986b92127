using System.Runtime.InteropServices;
using PartnerApi.Policy;
using PartnerApi.Sealing;

namespace PartnerApi.Hosting;

/// <summary>
/// The id of a request: the client's own if it is well-formed, else a random one. The server's default is a counter, which would reveal the number of other
/// clients' requests.
/// </summary>
internal static class RequestId
{
    private const string Header = "X-Request-Id";
    private const int Longest = 64;

    // Ten to the power of the number of digits in a card number.
    private const long Window = 10_000_000_000_000_000;

    /// <summary>Sets the id of the request, for the response and the log.</summary>
    public static void Assign(HttpContext http)
    {
        var given = http.Request.Headers[Header];
        http.TraceIdentifier = given.Count == 1 && IsWellFormed(given[0]) ? given[0]! : Random();
        Show(http);
    }

    /// <summary>Sets the response header.</summary>
    public static void Show(HttpContext http) => http.Response.Headers[Header] = http.TraceIdentifier;

    /// <summary>
    /// Whether an id has 1 to 64 characters of <c>A-Z a-z 0-9 . _ -</c> and contains no card number, with or without separators, so that none is logged.
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
