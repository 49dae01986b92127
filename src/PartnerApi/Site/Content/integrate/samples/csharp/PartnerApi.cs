// A client of the gateway. It keeps the access token, limits the time of each request,
// and repeats a request that may be repeated.
using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

/// <summary>The code is that of the first GraphQL error, an OAuth error, or one of the client.</summary>
sealed class PartnerApiException(
    string code, string message, bool isRepeatable, TimeSpan retryAfter = default)
    : Exception($"{code}: {message}")
{
    public string Code { get; } = code;
    public bool IsRepeatable { get; } = isRepeatable;
    public TimeSpan RetryAfter { get; } = retryAfter;
}

/// <summary>Safe for concurrent use. Create one for your program.</summary>
sealed class PartnerApi(string sandboxClient) : IDisposable
{
    private const int MostAttempts = 5;
    private const int TokenMarginSeconds = 60;

    private readonly string address =
        Setting("ADDRESS", "http://127.0.0.1:5080").TrimEnd('/') + "/";
    private readonly string client = Setting("CLIENT", sandboxClient);
    private readonly TimeSpan repeatFor = Seconds(Setting("REPEAT_SECONDS", "60"));
    private readonly HttpClient http =
        new() { Timeout = Seconds(Setting("TIMEOUT_SECONDS", "15")) };
    private readonly SemaphoreSlim renewal = new(1);
    private string? token;
    private long renewAt;

    /// <summary>The id of your organization in its agreement, which receipts name.</summary>
    public string Partner { get; } =
        Setting("PARTNER", "") is { Length: > 0 } id ? id : Setting("CLIENT", sandboxClient);

    /// <summary>
    /// Executes an operation. It may be sent several times, so a mutation must have an
    /// idempotency key, or need none.
    /// </summary>
    public async Task<JsonNode> ExecuteAsync(string query, JsonObject variables)
    {
        var body = new JsonObject { ["query"] = query, ["variables"] = variables }.ToJsonString();
        var begin = Stopwatch.GetTimestamp();
        var isRenewed = false;
        for (var attempt = 1; ; attempt++)
        {
            string? current = null;
            try
            {
                current = await AccessTokenAsync();
                using var request = new HttpRequestMessage(HttpMethod.Post, address + "graphql");
                request.Headers.Authorization = new("Bearer", current);
                request.Headers.Accept.Add(new("application/graphql-response+json"));
                request.Content = new StringContent(body, Encoding.UTF8, "application/json");
                return (await SendAsync(request, "data"))["data"]!;
            }
            catch (PartnerApiException error) when (error.Code == "UNAUTHENTICATED" && !isRenewed)
            {
                isRenewed = true;
                Interlocked.CompareExchange(ref token, null, current);
            }
            catch (PartnerApiException error) when (error.IsRepeatable && attempt < MostAttempts)
            {
                // The random part keeps clients that failed together from coming back together.
                var most = (int)Math.Min(8000, 500 * Math.Pow(2, attempt));
                var pause = TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(most));
                var wait = error.RetryAfter + pause;
                if (Stopwatch.GetElapsedTime(begin) + wait > repeatFor) throw;
                await Task.Delay(wait);
            }
        }
    }

    /// <summary>
    /// Reads a public address, such as that of the keys of receipts: an object with this member.
    /// </summary>
    public async Task<JsonNode> ReadAsync(string path, string member)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address + path);
        return await SendAsync(request, member);
    }

    /// <summary>
    /// The name of the gateway: the audience of assertions, and the issuer of receipts.
    /// </summary>
    public async Task<string> IssuerAsync() =>
        (string)(await ReadAsync(".well-known/openid-configuration", "issuer"))["issuer"]!;

    public void Dispose() => http.Dispose();

    private async Task<string> AccessTokenAsync()
    {
        // One call requests a token, and the others wait for it.
        await renewal.WaitAsync();
        try
        {
            if (token is { } known && Environment.TickCount64 < renewAt) return known;
            using var request = new HttpRequestMessage(HttpMethod.Post, address + "connect/token");
            request.Content = new FormUrlEncodedContent(await CredentialsAsync());
            var answer = await SendAsync(request, "access_token");
            var seconds = (int)answer["expires_in"]! - TokenMarginSeconds;
            renewAt = Environment.TickCount64 + 1000 * seconds;
            return token = (string)answer["access_token"]!;
        }
        finally
        {
            renewal.Release();
        }
    }

    private async Task<Dictionary<string, string>> CredentialsAsync()
    {
        var form = new Dictionary<string, string> { ["grant_type"] = "client_credentials" };
        if (Setting("SCOPE", "") is { Length: > 0 } scope) form["scope"] = scope;
        var (keyFile, secret) = (Setting("KEY_FILE", ""), Setting("SECRET", ""));
        if (keyFile.Length + secret.Length == 0)
        {
            const string remedy = "set PARTNER_API_SECRET or PARTNER_API_KEY_FILE";
            throw new PartnerApiException("NO_CREDENTIALS", remedy, isRepeatable: false);
        }
        if (keyFile.Length > 0)
        {
            form["client_assertion_type"] =
                "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
            form["client_assertion"] = Assertion(File.ReadAllText(keyFile), await IssuerAsync());
        }
        else
        {
            form["client_id"] = client;
            form["client_secret"] = secret;
        }
        return form;
    }

    // private_key_jwt (RFC 7523): an assertion for each request, signed with ES256.
    private string Assertion(string pem, string issuer)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var header = new JsonObject { ["alg"] = "ES256", ["typ"] = "client-authentication+jwt" };
        var claims = new JsonObject
        {
            ["iss"] = client, ["sub"] = client, ["aud"] = issuer,
            ["iat"] = now, ["exp"] = now + 60, ["jti"] = Guid.NewGuid().ToString(),
        };
        var input = $"{Encoded(header)}.{Encoded(claims)}";
        using var key = ECDsa.Create();
        key.ImportFromPem(pem);
        var signature = key.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256);
        return $"{input}.{Base64Url.EncodeToString(signature)}";

        static string Encoded(JsonObject part) =>
            Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));
    }

    private async Task<JsonNode> SendAsync(HttpRequestMessage request, string member)
    {
        try
        {
            using var response = await http.SendAsync(request);
            var answer = Parsed(await response.Content.ReadAsStringAsync());
            var fault = answer["errors"]?[0];
            var isPage = response.IsSuccessStatusCode && fault is null;
            if (isPage && answer[member] is not null) return answer;
            var (status, headers) = ((int)response.StatusCode, response.Headers);
            var named = fault?["extensions"]?["code"] ?? answer["error"];
            var code = (string?)named ?? $"HTTP_{status}";
            var id = headers.TryGetValues("X-Request-Id", out var ids) ? ids.First() : "unknown";
            var reason = fault?["message"] ?? answer["error_description"];
            throw new PartnerApiException(
                code,
                $"{reason ?? "no answer of the gateway"} (request {id})",
                isPage || status is 408 or 429 or >= 500
                    || code is "UNAVAILABLE" or "QUOTA_EXCEEDED",
                headers.RetryAfter?.Delta ?? TimeSpan.Zero);
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            throw new PartnerApiException("NO_RESPONSE", error.Message, isRepeatable: true);
        }
    }

    // A proxy in front of the gateway may answer with a page, also with status 200.
    private static JsonNode Parsed(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject ?? [];
        }
        catch (JsonException)
        {
            return new JsonObject();
        }
    }

    private static string Setting(string name, string sandbox) =>
        Environment.GetEnvironmentVariable("PARTNER_API_" + name) ?? sandbox;

    private static TimeSpan Seconds(string number) =>
        TimeSpan.FromSeconds(double.Parse(number, CultureInfo.InvariantCulture));
}
