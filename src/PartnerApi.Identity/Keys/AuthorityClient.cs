using System.Text.Json;

namespace PartnerApi.Identity.Keys;

/// <summary>
/// Fetches the discovery document (OpenID Connect Discovery 1.0) and the keys of an external authority. Redirects are not followed, and both responses
/// are limited in size and time.
/// </summary>
internal sealed class AuthorityClient(TokenSettings settings, RefreshThrottle throttle) : IDisposable
{
    private const int MaxResponseSize = 256 * 1024;
    private const int MaxUriLength = 1000;
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    private readonly HttpClient http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = throttle.Timeout,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    {
        Timeout = throttle.Timeout,
        MaxResponseContentBufferSize = MaxResponseSize,
    };

    /// <summary>The authority's usable keys.</summary>
    /// <exception cref="InvalidKeySetException">A response is not usable.</exception>
    /// <exception cref="HttpRequestException">A response is missing, is not 200, or is too large.</exception>
    /// <exception cref="OperationCanceledException">A response was not complete in time.</exception>
    public async Task<VerificationKeySet> FetchKeysAsync(CancellationToken cancel)
    {
        var discovery = new Uri(settings.Issuer.TrimEnd('/') + "/.well-known/openid-configuration");
        var keys = KeySetReader.Read(await GetAsync(ReadKeysUri(await GetAsync(discovery, cancel)), cancel), settings.Algorithms);
        return keys.IsEmpty ? throw new InvalidKeySetException("it has no key for verifying tokens") : keys;
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private async Task<byte[]> GetAsync(Uri uri, CancellationToken cancel)
    {
        using var response = await http.GetAsync(uri, cancel);
        return response.StatusCode == System.Net.HttpStatusCode.OK
            ? await response.Content.ReadAsByteArrayAsync(cancel)
            : throw new HttpRequestException($"The status was {(int)response.StatusCode}.");
    }

    private Uri ReadKeysUri(byte[] json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            if (document.RootElement.ValueKind != JsonValueKind.Object) throw new InvalidKeySetException("the discovery document is not an object");
            if (CompactToken.Text(document.RootElement, "issuer", MaxUriLength) != settings.Issuer)
            {
                throw new InvalidKeySetException("the issuer in the discovery document differs from the setting Tokens:Authority");
            }
            var keys = CompactToken.Text(document.RootElement, "jwks_uri", MaxUriLength);
            if (Uri.TryCreate(keys, UriKind.Absolute, out var uri) && TokenSettings.IsProtected(uri)) return uri;
            throw new InvalidKeySetException("the discovery document has no jwks_uri with https");
        }
        catch (JsonException)
        {
            throw new InvalidKeySetException("the discovery document is not JSON or has duplicate members");
        }
    }
}
