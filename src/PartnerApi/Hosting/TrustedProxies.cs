using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using PartnerApi.Core;
using IPNetwork = System.Net.IPNetwork;

namespace PartnerApi.Hosting;

/// <summary>
/// Reads the client's address from <c>X-Forwarded-For</c>, but only if a trusted proxy sends it. Limits on attempts use that address. Other forwarded headers
/// are ignored: the issuer's name is a setting.
/// </summary>
internal static partial class TrustedProxies
{
    [Setting]
    private const string Setting = "Gateway:TrustedProxies";

    private const string Header = "X-Forwarded-For";

    /// <summary>Reads the setting: IP addresses and networks such as 10.1.0.0/16, separated by commas or spaces.</summary>
    /// <exception cref="SettingException">An item is neither.</exception>
    public static IReadOnlyList<IPNetwork> Read(IConfiguration configuration) =>
        [.. (configuration[Setting] ?? "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries).Select(Parse)];

    /// <summary>Adds the middleware. Call it before any other that uses the client's address.</summary>
    public static void UseTrustedProxies(this WebApplication app)
    {
        var trusted = Read(app.Configuration);
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(TrustedProxies).FullName!);
        var isLogged = 0;
        app.UseWhen(http => http.Request.Headers.ContainsKey(Header), forwarded =>
        {
            forwarded.Use((http, next) =>
            {
                if (!IsTrusted(trusted, http.Connection.RemoteIpAddress) && Interlocked.Exchange(ref isLogged, 1) == 0) LogIgnored(logger, Header, Setting);
                return next(http);
            });
            if (trusted.Count == 0) return;
            var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor, ForwardLimit = null };
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            foreach (var network in trusted) options.KnownIPNetworks.Add(network);
            forwarded.UseForwardedHeaders(options);
        });
    }

    private static bool IsTrusted(IReadOnlyList<IPNetwork> trusted, IPAddress? address)
    {
        if (address is null) return false;
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return trusted.Any(network => network.Contains(plain));
    }

    private static IPNetwork Parse(string text)
    {
        if (IPNetwork.TryParse(text, out var network)) return network;
        if (IPAddress.TryParse(text, out var address)) return new IPNetwork(address, address.GetAddressBytes().Length * 8);
        throw new SettingException(Setting, "expected IP addresses and networks like 10.1.0.0/16, separated by commas.");
    }

    [LoggerMessage(
        LogLevel.Warning,
        "A client that is not in {Setting} sent {Header}. The header is ignored. If the client is your proxy, add it to the setting. This is logged once.")]
    private static partial void LogIgnored(ILogger logger, string header, string setting);
}
