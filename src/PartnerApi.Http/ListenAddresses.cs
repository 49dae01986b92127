using System.Net;
using System.Net.Sockets;
using PartnerApi.Core;

namespace PartnerApi.Http;

/// <summary>
/// The addresses on which the gateway listens: the option <c>--urls</c>, else the setting <c>urls</c>, else <see cref="Default"/>.
/// </summary>
public static class ListenAddresses
{
    /// <summary>The setting's name.</summary>
    [Setting]
    public const string Setting = "urls";

    /// <summary>The default address.</summary>
    public const string Default = "http://127.0.0.1:5080";

    /// <summary>The given addresses, after validation.</summary>
    /// <exception cref="SettingException">
    /// An address is not <c>http://</c> or <c>https://</c> with an IP address, <c>localhost</c> or <c>*</c>, and a port.
    /// </exception>
    public static string[] Resolve(string? option, IConfiguration configuration)
    {
        var given = string.IsNullOrWhiteSpace(option) ? configuration[Setting] : option;
        var addresses = (string.IsNullOrWhiteSpace(given) ? Default : given)
            .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (addresses.Length > 0 && addresses.All(IsUsable)) return addresses;
        throw new SettingException(
            Setting,
            "expected addresses like http://127.0.0.1:5080, separated by semicolons, each with http or https, an IP address, localhost or *, and a port.");
    }

    /// <summary>Rejects https without a certificate, with a clearer message than Kestrel's.</summary>
    /// <exception cref="SettingException">There is an https address but no certificate.</exception>
    public static void RequireCertificate(IEnumerable<string> addresses, IConfiguration configuration)
    {
        const string certificate = "Kestrel:Certificates:Default";
        if (!addresses.Any(address => address.StartsWith("https:", StringComparison.OrdinalIgnoreCase))) return;
        if (!configuration.GetSection(certificate).Exists())
            throw new SettingException(
                $"{certificate}:Path", "it is required for an https address. Set it to the certificate file (PEM, with :KeyPath, or PFX).");
    }

    /// <summary>
    /// Rejects an unavailable address before anything is written. Kestrel would reject it only after the data folder has been created.
    /// </summary>
    /// <exception cref="SettingException">An address is in use or does not belong to this machine.</exception>
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
                    ? "the address is already in use; stop the other program or choose another address"
                    : $"the address is not available ({error.SocketErrorCode})";
                throw new SettingException(Setting, $"{address}: {problem}.", error);
            }
        }
    }

    // Like Kestrel, resolves `localhost` to the loopback address of each IP version, and `*` to all addresses.
    private static IPAddress[] AddressesOf(string host) => host switch
    {
        "localhost" => Socket.OSSupportsIPv6 ? [IPAddress.Loopback, IPAddress.IPv6Loopback] : [IPAddress.Loopback],
        "*" or "+" => [Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any],
        _ => [IPAddress.Parse(host.Trim('[', ']'))],
    };

    // Only known host names are accepted, because Kestrel treats any other name as "all addresses of this machine".
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
