using System.Net;
using System.Net.Sockets;

namespace PartnerApi.Identity.Attempts;

/// <summary>
/// The source of a request, for counting attempts: an IPv4 address, or the /64 network of an IPv6 address, because one subscriber has at least
/// a whole /64.
/// </summary>
/// <param name="Network">The address as IPv6; the lower half of a real IPv6 address is zero.</param>
internal readonly record struct SourceAddress(UInt128 Network)
{
    /// <summary>The source of a request: the address of the connection, or the one that a trusted proxy passes on.</summary>
    public static SourceAddress Of(HttpContext http) => Of(http.Connection.RemoteIpAddress ?? IPAddress.Loopback);

    public static SourceAddress Of(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        var isSubscriber = address.AddressFamily == AddressFamily.InterNetworkV6 && !address.IsIPv4MappedToIPv6;
        address.MapToIPv6().TryWriteBytes(bytes, out _);
        if (isSubscriber) bytes[8..].Clear();
        return new SourceAddress(System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes));
    }

    /// <summary>Hides the address, because it may be a person's.</summary>
    public override string ToString() => "[address]";
}

/// <summary>The latest addresses that signed in with each name. Only existing names have any. Not safe for concurrent use.</summary>
/// <param name="most">The number of addresses remembered for each name.</param>
internal sealed class KnownAddresses(int most)
{
    private readonly Dictionary<string, List<SourceAddress>> ofName = new(StringComparer.Ordinal);

    public void Add(string name, SourceAddress source)
    {
        if (!ofName.TryGetValue(name, out var sources)) ofName[name] = sources = [];
        if (sources.Contains(source)) return;
        if (sources.Count >= most) sources.RemoveAt(0);
        sources.Add(source);
    }

    public bool Contains(string name, SourceAddress source) => ofName.GetValueOrDefault(name)?.Contains(source) is true;
}
