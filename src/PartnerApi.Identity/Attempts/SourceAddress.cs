using System.Net;
using System.Net.Sockets;

namespace PartnerApi.Identity.Attempts;

/// <summary>
/// Where a request comes from, as far as attempts are counted: an IPv4 address, or the /64 of an IPv6 address, since one subscriber has at least
/// that many.
/// </summary>
/// <param name="Network">The address as IPv6; the lower half of a real IPv6 address is zero.</param>
internal readonly record struct SourceAddress(UInt128 Network)
{
    /// <summary>The source of a request. The address is the connection's, or what a trusted proxy says.</summary>
    public static SourceAddress Of(HttpContext http) => Of(http.Connection.RemoteIpAddress ?? IPAddress.Loopback);

    /// <summary>The source that an address belongs to.</summary>
    public static SourceAddress Of(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        var isSubscriber = address.AddressFamily == AddressFamily.InterNetworkV6 && !address.IsIPv4MappedToIPv6;
        address.MapToIPv6().TryWriteBytes(bytes, out _);
        if (isSubscriber) bytes[8..].Clear();
        return new SourceAddress(System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes));
    }

    /// <summary>Withholds the address: it may be a person's.</summary>
    public override string ToString() => "[address]";
}
