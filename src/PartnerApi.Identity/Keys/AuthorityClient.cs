using System.Text.Json;
using PartnerApi.Identity.Validation;

namespace PartnerApi.Identity.Keys;

/// <summary>
/// Asks an external authority for its discovery document (OpenID Connect Discovery 1.0) and its keys. No redirect is followed, and both
/// answers are bounded in size and time, whoever sends them.
/// </summary>
internal sealed class AuthorityClient(TokenSettings settings, RefreshThrottle pace) : IDisposable
{
    private const int MaxAnswerSize = 256 * 1024;
    private const int MaxUriLength = 1000;
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    private readonly HttpClient http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = pace.Timeout,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    {
        Timeout = pace.Timeout,
        MaxResponseContentBufferSize = MaxAnswerSize,
    };

    /// <summary>The authority's usable keys.</summary>
    /// <exception cref="InvalidKeySetException">An answer came, but it cannot be used.</exception>
    /// <exception cref="HttpRequestException">No answer, not 200, or too large.</exception>
    /// <exception cref="OperationCanceledException">No whole answer in time.</exception>
    public async Task<VerificationKeySet> FetchKeysAsync(CancellationToken cancel)
    {
        var discovery = new Uri(settings.Issuer.TrimEnd('/') + "/.well-known/openid-configuration");
        var keys = KeySetReader.Read(await GetAsync(ReadKeysUri(await GetAsync(discovery, cancel)), cancel), settings.Algorithms);
        return keys.IsEmpty ? throw new InvalidKeySetException("it has no key that may verify tokens") : keys;
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private async Task<byte[]> GetAsync(Uri uri, CancellationToken cancel)
    {
        using var response = await http.GetAsync(uri, cancel);
        return response.StatusCode == System.Net.HttpStatusCode.OK
            ? await response.Content.ReadAsByteArrayAsync(cancel)
            : throw new HttpRequestException($"The answer was {(int)response.StatusCode}.");
    }

    private Uri ReadKeysUri(byte[] json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            if (document.RootElement.ValueKind != JsonValueKind.Object) throw new InvalidKeySetException("the discovery document is not an object");
            if (CompactToken.Text(document.RootElement, "issuer", MaxUriLength) != settings.Issuer)
            {
                throw new InvalidKeySetException("the discovery document names another issuer than the setting Tokens:Authority");
            }
            var keys = CompactToken.Text(document.RootElement, "jwks_uri", MaxUriLength);
            if (Uri.TryCreate(keys, UriKind.Absolute, out var uri) && TokenSettings.IsProtected(uri)) return uri;
            throw new InvalidKeySetException("the discovery document names no protected jwks_uri");
        }
        catch (JsonException)
        {
            throw new InvalidKeySetException("the discovery document is not JSON, or has a member twice");
        }
    }
}
