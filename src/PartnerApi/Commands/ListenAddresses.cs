using System.Net;
using System.Net.Sockets;
using PartnerApi.Core;

namespace PartnerApi.Commands;

/// <summary>
/// The addresses that the gateway listens on: the option <c>--urls</c>, else the setting of the same name, else <see cref="Default"/>.
/// </summary>
internal static class ListenAddresses
{
    /// <summary>The setting's name.</summary>
    [Setting]
    public const string Setting = "urls";

    /// <summary>Where the gateway listens when nothing else is said.</summary>
    public const string Default = "http://127.0.0.1:5080";

    /// <summary>The addresses as they were given, each checked.</summary>
    /// <exception cref="SettingException">
    /// One is not <c>http://</c> or <c>https://</c> with an IP address, <c>localhost</c> or <c>*</c>, and a port.
    /// </exception>
    public static string[] Resolve(string? option, IConfiguration configuration)
    {
        var given = string.IsNullOrWhiteSpace(option) ? configuration[Setting] : option;
        var addresses = (string.IsNullOrWhiteSpace(given) ? Default : given)
            .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (addresses.Length > 0 && addresses.All(IsUsable)) return addresses;
        throw new SettingException(
            Setting,
            "it lists addresses such as http://127.0.0.1:5080, separated by semicolons: http or https, an IP address, localhost or *, and a port.");
    }

    /// <summary>Refuses https without a certificate, before Kestrel does it in words of its own.</summary>
    /// <exception cref="SettingException">There is an https address, and no certificate.</exception>
    public static void RequireCertificate(IEnumerable<string> addresses, IConfiguration configuration)
    {
        const string certificate = "Kestrel:Certificates:Default";
        if (!addresses.Any(address => address.StartsWith("https:", StringComparison.OrdinalIgnoreCase))) return;
        if (!configuration.GetSection(certificate).Exists())
            throw new SettingException(
                $"{certificate}:Path", "it is required for an https address; it names the certificate's file (PEM, with :KeyPath, or PFX).");
    }

    /// <summary>
    /// Refuses an address that cannot be listened on, before anything is written. Kestrel would find out when the data folder is made already.
    /// </summary>
    /// <exception cref="SettingException">An address is in use, or not this machine's.</exception>
    public static void RequireFree(IEnumerable<string> addresses)
    {
        foreach (var address in addresses)
        {
            var parsed = BindingAddress.Parse(address);
            if (parsed.Port == 0) continue;
            try
            {
                foreach (var ip in AddressesOf(parsed.Host))
                {
                    using var socket = new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                    socket.Bind(new IPEndPoint(ip, parsed.Port));
                }
            }
            catch (SocketException error)
            {
                var problem = error.SocketErrorCode == SocketError.AddressAlreadyInUse
                    ? "the address is already in use; stop the other program, or choose another address"
                    : $"it cannot be listened on ({error.SocketErrorCode})";
                throw new SettingException(Setting, $"{address}: {problem}.", error);
            }
        }
    }

    // As Kestrel does: `localhost` is the loopback address of each IP version, and `*` is all addresses.
    private static IPAddress[] AddressesOf(string host) => host switch
    {
        "localhost" => Socket.OSSupportsIPv6 ? [IPAddress.Loopback, IPAddress.IPv6Loopback] : [IPAddress.Loopback],
        "*" or "+" => [Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any],
        _ => [IPAddress.Parse(host.Trim('[', ']'))],
    };

    // Kestrel takes any name it does not know for "all addresses of this machine".
    private static bool IsUsable(string text)
    {
        try
        {
            var address = BindingAddress.Parse(text);
            return address.Scheme is "http" or "https" && address.Port is >= 0 and <= IPEndPoint.MaxPort && address.PathBase.Length == 0
                && (address.Host is "localhost" or "*" or "+" || IPAddress.TryParse(address.Host.Trim('[', ']'), out _));
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
