using System.Collections.Frozen;
using System.Net;
using PartnerApi.Core;
using PartnerApi.Http;

namespace PartnerApi.Identity;

/// <summary>The issuer of tokens and the rules for them. Read once at startup; an invalid value ends the startup.</summary>
public sealed record TokenSettings
{
    /// <summary>The longest lifetime of a token (RFC 9068 has no limit), also for those of an external authority.</summary>
    public static readonly TimeSpan MaxLifetime = TimeSpan.FromMinutes(10);

    /// <summary>The accepted difference between the clocks of issuer and gateway.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    /// <summary>The setting with the embedded issuer's address.</summary>
    [Setting]
    public const string IssuerSetting = "Tokens:Issuer";

    [Setting]
    private const string AuthoritySetting = "Tokens:Authority";

    [Setting]
    private const string AudienceSetting = "Tokens:Audience";

    [Setting]
    private const string AlgorithmsSetting = "Tokens:Algorithms";

    private const string DefaultAudience = "partner-api";
    private const string DefaultAlgorithm = "ES256";

    private static readonly FrozenSet<string> KnownAlgorithms =
        FrozenSet.ToFrozenSet(["ES256", "ES384", "ES512", "PS256", "PS384", "PS512", "RS256", "RS384", "RS512"], StringComparer.Ordinal);

    /// <summary>The expected <c>iss</c>, compared exactly. That of the embedded issuer ends with a slash.</summary>
    public required string Issuer { get; init; }

    /// <summary>True if an external authority issues the tokens. Then there is no embedded issuer.</summary>
    public required bool IsExternal { get; init; }

    /// <summary>The expected <c>aud</c>.</summary>
    public required string Audience { get; init; }

    /// <summary>The accepted signature algorithms (RFC 7518 names), in order of preference.</summary>
    public required IReadOnlyList<string> Algorithms { get; init; }

    /// <summary>Reads the section <c>Tokens</c>, and <c>urls</c> for the default issuer.</summary>
    /// <exception cref="SettingException">A value is missing or invalid.</exception>
    public static TokenSettings Read(IConfiguration configuration)
    {
        var authority = configuration[AuthoritySetting];
        var isExternal = !string.IsNullOrWhiteSpace(authority);
        return new TokenSettings
        {
            IsExternal = isExternal,
            Issuer = isExternal ? Checked(AuthoritySetting, authority!).OriginalString : EmbeddedIssuer(configuration),
            Audience = configuration[AudienceSetting] is { Length: > 0 } audience ? audience : DefaultAudience,
            Algorithms = isExternal ? ReadAlgorithms(configuration) : [DefaultAlgorithm],
        };
    }

    /// <summary>True for https, and for http on a loopback address, which does not leave the machine.</summary>
    public static bool IsProtected(Uri uri) =>
        uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback);

    private static string EmbeddedIssuer(IConfiguration configuration)
    {
        if (configuration[IssuerSetting] is { Length: > 0 } issuer) return Checked(IssuerSetting, issuer).AbsoluteUri.TrimEnd('/') + '/';

        var address = BindingAddress.Parse(ListenAddresses.Resolve(null, configuration)[0]);
        var isLoopback = string.Equals(address.Host, "localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
        if (!isLoopback)
        {
            throw new SettingException(
                IssuerSetting,
                $"it is required because the gateway listens on {address.Host}, which is not loopback; set it to the https address that clients use.");
        }
        return new UriBuilder(address.Scheme, address.Host, address.Port).Uri.AbsoluteUri;
    }

    private static Uri Checked(string setting, string value)
    {
        if (!Uri.TryCreate(value, UriKind.Absolute, out var uri) || !IsProtected(uri)
            || uri.Query.Length + uri.Fragment.Length + uri.UserInfo.Length > 0)
        {
            throw new SettingException(setting, "expected an https address (or http on a loopback address) without query, fragment, and user.");
        }
        return uri;
    }

    private static string[] ReadAlgorithms(IConfiguration configuration)
    {
        var section = configuration.GetSection(AlgorithmsSetting);
        var names = section.Get<string[]>() ?? section.Value?.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries) ?? [DefaultAlgorithm];
        if (names.Length > 0 && names.All(KnownAlgorithms.Contains)) return names;
        throw new SettingException(AlgorithmsSetting, $"expected some of {string.Join(", ", KnownAlgorithms.Order(StringComparer.Ordinal))}.");
    }
}
