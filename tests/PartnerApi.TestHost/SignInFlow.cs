using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PartnerApi.Identity.Credentials;

namespace PartnerApi.TestHost;

/// <summary>The requests by which a browser and the statistics pages sign a person in, with optional faults in each step.</summary>
internal sealed class SignInFlow(TokenGateway gateway)
{
    public const string Partner = "city-analyst";
    public const string Account = "ana";
    public const string Password = "a-long-walk-on-the-pier-41c7";

    public string Verifier { get; } = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public string Home => gateway.TokenSettings.Issuer + "statistics/";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Adds the partner and an account.</summary>
    public static async Task PrepareAsync(TokenGateway gateway, string partner = Partner, string account = Account)
    {
        await gateway.AddPartnerAsync(partner, "analyst", "s3cret-of-the-analysts-5d20");
        await AddAsync(gateway, account, partner);
    }

    /// <summary>Adds another account.</summary>
    public static async Task AddAsync(TokenGateway gateway, string account, string partner = Partner) =>
        _ = (await gateway.Services.GetRequiredService<AccountRegistry>().AddAsync(account, partner, Password, Cancel)).Value;

    /// <summary>The parameters of the request for a code, with changes. A null value removes a parameter.</summary>
    public Dictionary<string, string> Request(params (string Name, string? Value)[] changes)
    {
        var request = new Dictionary<string, string>
        {
            ["client_id"] = "statistics-pages",
            ["redirect_uri"] = Home,
            ["response_type"] = "code",
            ["response_mode"] = "fragment",
            ["state"] = "state-\"><script>",
            ["code_challenge"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier))),
            ["code_challenge_method"] = "S256",
        };
        foreach (var (name, value) in changes)
        {
            if (value is null) request.Remove(name);
            else request[name] = value;
        }
        return request;
    }

    /// <summary>Requests the sign-in page.</summary>
    public async Task<HttpResponseMessage> ShowAsync(params (string Name, string? Value)[] changes)
    {
        using var query = new FormUrlEncodedContent(Request(changes));
        return await gateway.Client.GetAsync($"/connect/authorize?{await query.ReadAsStringAsync(Cancel)}", Cancel);
    }

    /// <summary>Submits the page's form.</summary>
    public async Task<HttpResponseMessage> PostAsync(string name, string password, params (string Name, string? Value)[] changes)
    {
        using var form = new FormUrlEncodedContent(Request([.. changes, ("username", name), ("password", password)]));
        return await gateway.Client.PostAsync("/connect/authorize", form, Cancel);
    }

    /// <summary>Signs in and returns the code from the redirect's location.</summary>
    public async Task<string> CodeAsync(string account = Account, params (string Name, string? Value)[] changes)
    {
        using var response = await PostAsync(account, Password, changes);
        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        Assert.True(response.Headers.CacheControl?.NoStore);
        Assert.Equal("no-referrer", Assert.Single(response.Headers.GetValues("Referrer-Policy")));
        var location = response.Headers.Location!.AbsoluteUri;
        var separator = changes.Any(change => change is ("response_mode", null or "query")) ? '?' : '#';
        Assert.StartsWith(Home + separator, location, StringComparison.Ordinal);
        var answer = location[(Home.Length + 1)..].Split('&').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair[1]));
        Assert.Equal(gateway.TokenSettings.Issuer, answer["iss"]);
        Assert.Equal("state-\"><script>", answer["state"]);
        return answer["code"];
    }

    /// <summary>Exchanges a code, with changes. An empty value removes a parameter.</summary>
    public Task<Granted> ExchangeAsync(string code, params (string Name, string Value)[] changes) => GrantAsync(
        new()
        {
            ["grant_type"] = "authorization_code",
            ["client_id"] = "statistics-pages",
            ["redirect_uri"] = Home,
            ["code"] = code,
            ["code_verifier"] = Verifier,
        },
        changes);

    /// <summary>Exchanges a refresh token, with changes. An empty value removes a parameter.</summary>
    public Task<Granted> RefreshAsync(string token, params (string Name, string Value)[] changes) => GrantAsync(
        new() { ["grant_type"] = "refresh_token", ["client_id"] = "statistics-pages", ["refresh_token"] = token }, changes);

    private async Task<Granted> GrantAsync(Dictionary<string, string> form, (string Name, string Value)[] changes)
    {
        foreach (var (name, value) in changes) form[name] = value;
        using var content = new FormUrlEncodedContent(form.Where(pair => pair.Value.Length > 0));
        using var response = await gateway.Client.PostAsync("/connect/token", content, Cancel);
        return new Granted(response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancel)).RootElement);
    }
}

/// <summary>The response to a code or a refresh token.</summary>
internal sealed record Granted(HttpStatusCode Status, JsonElement Json)
{
    public string AccessToken => Json.GetProperty("access_token").GetString()!;

    public string RefreshToken => Json.GetProperty("refresh_token").GetString()!;

    /// <summary>The error of a refused request; null if it was granted.</summary>
    public string? Error => Json.TryGetProperty("error", out var error) ? error.GetString() : null;
}
