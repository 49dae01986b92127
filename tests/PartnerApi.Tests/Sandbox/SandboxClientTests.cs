using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using PartnerApi.Identity;
using PartnerApi.Identity.Credentials;
using PartnerApi.Partners;
using PartnerApi.Sandbox;

namespace PartnerApi.Tests.Sandbox;

/// <summary>The client with a key, and each refused client, gets the response that the page "The sandbox" documents.</summary>
[Trait("Store", "Either")]
public sealed partial class SandboxClientTests(SharedGateway shared) : IClassFixture<SharedGateway>
{
    private const string Marker = "<!-- refused clients: a test holds this table to the program -->";

    private static readonly string Page = Repository.Read("src/PartnerApi/Site/Content/integrate/sandbox.md");

    // A cached signer would use the disposed key of an earlier test.
    private static readonly CryptoProviderFactory WithoutCache = new() { CacheSignatureProviders = false };

    private RunningGateway Gateway => shared.Gateway;

    [Fact]
    public async Task Refused_client_gets_the_documented_status_and_code_at_the_documented_address()
    {
        var documented = Rows().ToList();
        Assert.Equal(SandboxPartners.Refused.Select(partner => partner.Id).Order(StringComparer.Ordinal), documented.Select(row => row[0]).Order(StringComparer.Ordinal));
        foreach (var row in documented)
        {
            var (status, code) = row[2] == "/connect/token" ? await TokenErrorAsync(row[0]) : await QueryErrorAsync(row[0]);
            Assert.Equal((row[0], row[3]), (row[0], $"{(int)status} {code}"));
        }
    }

    [Fact]
    public async Task Documented_token_errors_are_those_of_the_issuer()
    {
        foreach (var client in (string[])["dormant-bank", "former-bank", "lapsed-bank"])
        {
            using var response = await RequestTokenAsync(Gateway.Http, Secret(client));
            var body = JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            Assert.Contains(JsonSerializer.Serialize(body), Page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Token_of_a_client_that_is_suspended_later_gets_AGREEMENT_NOT_ACTIVE()
    {
        await using var gateway = await RunningGateway.StartAsync();
        Assert.Empty((await gateway.QueryCardAsync("harbor-bank", "valid")).Codes);
        await using var scope = gateway.Services.CreateAsyncScope();
        var clients = scope.ServiceProvider.GetRequiredService<ClientRegistry>();
        Assert.False((await clients.SetStatusAsync("harbor-bank", PartnerStatus.Suspended, TestContext.Current.CancellationToken)).IsRejected);
        var refused = await gateway.QueryCardAsync("harbor-bank", "valid");
        Assert.Equal((HttpStatusCode.Forbidden, "AGREEMENT_NOT_ACTIVE"), (refused.Status, Assert.Single(refused.Codes)));
    }

    [Fact]
    public async Task Basic_bank_reads_the_validity_and_cannot_request_another_scope()
    {
        var answer = await Gateway.QueryCardAsync("basic-bank", "valid expiresOn");
        Assert.True(answer.Data("card", "valid").GetBoolean());
        Assert.Equal(JsonValueKind.Null, answer.Data("card", "expiresOn").ValueKind);
        Assert.Equal("card:expiry", answer.Json.GetProperty("errors")[0].GetProperty("extensions").GetProperty("requiredScopes")[0][0].GetString());

        var form = Secret("basic-bank");
        form["scope"] = "card:validity card:expiry";
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_scope"), await TokenErrorAsync(Gateway.Http, form));
    }

    [Fact]
    public async Task Documented_key_of_keyed_bank_gets_a_token_for_a_bank()
    {
        // A key that expires would not do in a sandbox that lives for years.
        var later = TimeProvider.System.GetUtcNow().AddYears(20);
        await using var gateway = await RunningGateway.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(new ManualClock(later)));
        using var response = await RequestTokenAsync(gateway.Http, Assertion(gateway.Services, "keyed-bank", later));
        var body = JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var answer = await gateway.SendAsync(body.GetProperty("access_token").GetString(), """{"query":"{ viewer { client purposes keyExpiresAt } }"}""");
        Assert.Equal("""{"client":"keyed-bank","purposes":["ACCOUNT_OPENING"],"keyExpiresAt":null}""", answer.Data("viewer").GetRawText());
    }

    [Fact]
    public async Task Keyed_bank_has_no_secret() =>
        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_client"), await TokenErrorAsync("keyed-bank"));

    [Fact]
    public async Task Production_does_not_know_the_documented_key()
    {
        await using var production = await TokenGateway.StartAsync();
        var form = Assertion(production.Services, "keyed-bank", TimeProvider.System.GetUtcNow());
        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_client"), await TokenErrorAsync(production.Client, form));
    }

    [Fact]
    public async Task Documented_key_of_lapsed_bank_is_refused_only_because_it_has_expired()
    {
        var form = Assertion(Gateway.Services, "lapsed-bank", TimeProvider.System.GetUtcNow());
        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_client"), await TokenErrorAsync(Gateway.Http, form));

        var before = new DateTimeOffset(2025, 12, 31, 12, 0, 0, TimeSpan.Zero);
        var clock = new ManualClock(before);
        await using var gateway = await RunningGateway.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(clock));
        using var response = await RequestTokenAsync(gateway.Http, Assertion(gateway.Services, "lapsed-bank", before));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Loading_adds_a_missing_client_to_an_older_folder()
    {
        await using var gateway = await RunningGateway.StartAsync();
        await gateway.Services.GetRequiredService<PartnerApi.Storage.GatewayWriter>().WriteAsync(
            context =>
            {
                context.Remove(context.Find<Client>("basic-bank")!);
                context.Remove(context.Find<Agreement>("basic-bank")!);
                context.Remove(context.Find<Partner>("basic-bank")!);
                context.Remove(context.Find<OpenIddict.EntityFrameworkCore.Models.OpenIddictEntityFrameworkCoreApplication>("basic-bank")!);
            },
            TestContext.Current.CancellationToken);
        await gateway.RestartAsync();
        Assert.True((await gateway.QueryCardAsync("basic-bank", "valid")).Data("card", "valid").GetBoolean());
    }

    private async Task<(HttpStatusCode Status, string? Code)> QueryErrorAsync(string client)
    {
        const string fields = "valid expiresOn";
        var answer = await Gateway.QueryCardAsync(client, fields);

        // A quota of one answer in an hour refuses the second request, or the third if an hour begins between the first two.
        for (var request = 2; request <= 3 && answer.Codes.Count == 0; request++) answer = await Gateway.QueryCardAsync(client, fields);
        return (answer.Status, Assert.Single(answer.Codes));
    }

    private Task<(HttpStatusCode Status, string? Code)> TokenErrorAsync(string client) => TokenErrorAsync(Gateway.Http, Secret(client));

    private static async Task<(HttpStatusCode Status, string? Code)> TokenErrorAsync(HttpClient http, Dictionary<string, string> form)
    {
        using var response = await RequestTokenAsync(http, form);
        var body = JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return (response.StatusCode, body.GetProperty("error").GetString());
    }

    private static Task<HttpResponseMessage> RequestTokenAsync(HttpClient http, Dictionary<string, string> form) => http.PostAsync(
        "/connect/token", new FormUrlEncodedContent(new Dictionary<string, string>(form) { ["grant_type"] = "client_credentials" }), TestContext.Current.CancellationToken);

    private static Dictionary<string, string> Secret(string client) => new() { ["client_id"] = client, ["client_secret"] = SandboxPartners.Secret };

    private static Dictionary<string, string> Assertion(IServiceProvider services, string client, DateTimeOffset now)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(Key().Match(Page, Page.IndexOf($"`{client}`", StringComparison.Ordinal)).Value);
        var assertion = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            TokenType = "client-authentication+jwt",
            Issuer = client,
            Audience = services.GetRequiredService<TokenSettings>().Issuer,
            Expires = now.AddMinutes(1).UtcDateTime,
            Claims = new Dictionary<string, object> { ["sub"] = client, ["jti"] = RandomNumberGenerator.GetHexString(16) },
            SigningCredentials = new SigningCredentials(new ECDsaSecurityKey(key), SecurityAlgorithms.EcdsaSha256) { CryptoProviderFactory = WithoutCache },
        });
        return new()
        {
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ["client_assertion"] = assertion,
        };
    }

    private static IEnumerable<string[]> Rows() => Page.Split(Marker)[1].Split('\n').Skip(3).TakeWhile(line => line.StartsWith('|'))
        .Select(line => line.Trim('|').Split('|').Select(cell => cell.Replace("`", "", StringComparison.Ordinal).Trim()).ToArray());

    [GeneratedRegex("-----BEGIN PRIVATE KEY-----[^-]*-----END PRIVATE KEY-----")]
    private static partial Regex Key();
}
