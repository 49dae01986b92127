using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using PartnerApi.Partners;
using PartnerApi.Storage;

namespace PartnerApi.Identity.Tests;

/// <summary>The embedded issuer over HTTP: RFC 6749 (client credentials), RFC 9068 (the token), RFC 8414 (discovery).</summary>
public class IssuerTests(TokenGatewayFixture fixture) : IClassFixture<TokenGatewayFixture>
{
    private const string Bank = TokenGateway.Bank;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private TokenGateway Gateway => fixture.Gateway;

    [Fact]
    public async Task Client_with_its_secret_in_the_body_gets_a_token()
    {
        var json = await ReadAsync(await Gateway.RequestTokenAsync(Form()), HttpStatusCode.OK);

        Assert.Equal("Bearer", json.GetProperty("token_type").GetString());
        Assert.Equal(600, json.GetProperty("expires_in").GetInt32());
        TokenGatewayFixture.AssertAnswered(await Gateway.QueryAsync($"Bearer {json.GetProperty("access_token").GetString()}"));
    }

    [Fact]
    public async Task Client_with_basic_authentication_gets_a_token()
    {
        var basic = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Bank}:{TokenGateway.BankSecret}")));

        var json = await ReadAsync(await Gateway.RequestTokenAsync([], basic), HttpStatusCode.OK);

        TokenGatewayFixture.AssertAnswered(await Gateway.QueryAsync($"Bearer {json.GetProperty("access_token").GetString()}"));
    }

    [Fact]
    public async Task Token_has_the_claims_of_RFC_9068_and_expires_after_ten_minutes()
    {
        var token = new JsonWebToken(await Gateway.TokenAsync());

        Assert.Equal(("at+jwt", "ES256"), (token.Typ, token.Alg));
        Assert.Equal(Gateway.TokenSettings.Issuer, token.Issuer);
        Assert.Equal(["partner-api"], token.Audiences);
        Assert.Equal((Bank, Bank), (token.Subject, token.GetPayloadValue<string>("client_id")));
        Assert.Equal(string.Join(' ', TokenGateway.BankScopes), token.GetPayloadValue<string>("scope"));
        Assert.Equal(600, token.GetPayloadValue<long>("exp") - token.GetPayloadValue<long>("iat"));
        Assert.NotEmpty(token.Id);
    }

    [Fact]
    public async Task Request_without_a_scope_gets_all_scopes_of_the_audience()
    {
        var json = await ReadAsync(await Gateway.RequestTokenAsync(Form()), HttpStatusCode.OK);

        Assert.Equal(string.Join(' ', TokenGateway.BankScopes), json.GetProperty("scope").GetString());
    }

    [Fact]
    public async Task Requested_scope_alone_is_granted()
    {
        var json = await ReadAsync(await Gateway.RequestTokenAsync(Form(("scope", "card:validity"))), HttpStatusCode.OK);

        Assert.Equal("card:validity", new JsonWebToken(json.GetProperty("access_token").GetString()).GetPayloadValue<string>("scope"));
    }

    [Theory]
    [InlineData("holder:read", "invalid_scope")]
    [InlineData("card:validity holder:read", "invalid_scope")]
    [InlineData("openid", "invalid_scope")]
    public async Task Scope_of_another_audience_is_rejected(string scope, string error)
    {
        var json = await ReadAsync(await Gateway.RequestTokenAsync(Form(("scope", scope))), HttpStatusCode.BadRequest);

        Assert.Equal(error, json.GetProperty("error").GetString());
    }

    [Theory]
    [InlineData(Bank, "wrong")]
    [InlineData("nobody", "wrong")]
    [InlineData("nobody", TokenGateway.BankSecret)]
    public async Task Failed_client_authentication_gets_the_same_response_for_any_client(string client, string secret)
    {
        var first = await Gateway.RequestTokenAsync(new() { ["client_id"] = Bank, ["client_secret"] = "also wrong" });
        var second = await Gateway.RequestTokenAsync(new() { ["client_id"] = client, ["client_secret"] = secret });

        Assert.Equal(HttpStatusCode.Unauthorized, second.StatusCode);
        Assert.Equal(await first.Content.ReadAsStringAsync(Cancel), await second.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(first.Headers.WwwAuthenticate.ToString(), second.Headers.WwwAuthenticate.ToString());
    }

    [Theory]
    [InlineData("grant_type", "password")]
    [InlineData("grant_type", "authorization_code")]
    [InlineData("grant_type", "refresh_token")]
    [InlineData("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange")]
    [InlineData("resource", "https://other.example")]
    public async Task Other_grant_types_and_parameters_are_rejected(string name, string value)
    {
        var form = new Dictionary<string, string>(Form()) { ["grant_type"] = "client_credentials", [name] = value };
        using var content = new FormUrlEncodedContent(form);
        var response = await Gateway.Client.PostAsync("/connect/token", content, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Suspended_client_gets_no_token_until_it_is_resumed()
    {
        await Gateway.AddPartnerAsync("hill-bank", "bank", "s3cret-of-the-hill-bank-7f2c");
        var form = new Dictionary<string, string> { ["client_id"] = "hill-bank", ["client_secret"] = "s3cret-of-the-hill-bank-7f2c" };
        await ReadAsync(await Gateway.RequestTokenAsync(form), HttpStatusCode.OK);

        await Gateway.ChangeClientsAsync(clients => clients.SetStatusAsync("hill-bank", PartnerStatus.Suspended, CancellationToken.None));
        var refused = await ReadAsync(await Gateway.RequestTokenAsync(form), HttpStatusCode.BadRequest);
        Assert.Equal("unauthorized_client", refused.GetProperty("error").GetString());

        await Gateway.ChangeClientsAsync(clients => clients.SetStatusAsync("hill-bank", PartnerStatus.Active, CancellationToken.None));
        await ReadAsync(await Gateway.RequestTokenAsync(form), HttpStatusCode.OK);
    }

    [Fact]
    public async Task Client_whose_agreement_has_ended_gets_no_token()
    {
        await Gateway.AddPartnerAsync("old-bank", "bank", "s3cret-of-the-old-bank-a81d");
        await Gateway.Services.GetRequiredService<GatewayWriter>().WriteAsync(
            context =>
            {
                context.Find<Agreement>("old-bank")!.Until = new DateOnly(2020, 12, 31);
                context.Find<Generation>(DirectoryGeneration.Name)!.Value++;
            },
            TestContext.Current.CancellationToken);

        var form = new Dictionary<string, string> { ["client_id"] = "old-bank", ["client_secret"] = "s3cret-of-the-old-bank-a81d" };
        var json = await ReadAsync(await Gateway.RequestTokenAsync(form), HttpStatusCode.BadRequest);

        Assert.Equal("unauthorized_client", json.GetProperty("error").GetString());
    }

    // The router accepts the slash, the issuer does not.
    [Fact]
    public async Task Authorization_address_with_a_slash_is_not_found()
    {
        using var response = await Gateway.Client.GetAsync("/connect/authorize/", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Discovery_names_the_issuer_for_any_host_header()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/.well-known/openid-configuration") { Headers = { Host = "attacker.example" } };
        var json = await ReadAsync(await Gateway.Client.SendAsync(request, TestContext.Current.CancellationToken), HttpStatusCode.OK);

        Assert.Equal(Gateway.TokenSettings.Issuer, json.GetProperty("issuer").GetString());
        Assert.Equal($"{Gateway.TokenSettings.Issuer}connect/token", json.GetProperty("token_endpoint").GetString());
        Assert.Equal($"{Gateway.TokenSettings.Issuer}connect/authorize", json.GetProperty("authorization_endpoint").GetString());
        Assert.Equal(["authorization_code", "client_credentials", "refresh_token"], Texts(json, "grant_types_supported"));
        Assert.Equal(["S256"], Texts(json, "code_challenge_methods_supported"));
        Assert.Equal(["fragment", "query"], Texts(json, "response_modes_supported"));
        Assert.Equal(["client_secret_basic", "client_secret_post", "private_key_jwt"], Texts(json, "token_endpoint_auth_methods_supported"));
        Assert.False(json.TryGetProperty("scopes_supported", out _));

        // Tokens are bearer tokens: the metadata offers no binding to a key or a certificate.
        Assert.False(json.TryGetProperty("dpop_signing_alg_values_supported", out _));
        Assert.False(json.TryGetProperty("tls_client_certificate_bound_access_tokens", out var bound) && bound.GetBoolean());
    }

    [Fact]
    public async Task Authorization_server_metadata_equals_the_discovery_document()
    {
        var discovery = await ReadAsync(await Gateway.Client.GetAsync("/.well-known/openid-configuration", Cancel), HttpStatusCode.OK);
        var metadata = await ReadAsync(await Gateway.Client.GetAsync("/.well-known/oauth-authorization-server", Cancel), HttpStatusCode.OK);
        Assert.Equal(discovery.GetRawText(), metadata.GetRawText());
        Assert.True(metadata.GetProperty("authorization_response_iss_parameter_supported").GetBoolean());
    }

    [Fact]
    public async Task Key_set_contains_only_the_public_key()
    {
        var discovery = await ReadAsync(await Gateway.Client.GetAsync("/.well-known/openid-configuration", Cancel), HttpStatusCode.OK);
        var keys = await ReadAsync(await Gateway.Client.GetAsync(discovery.GetProperty("jwks_uri").GetString(), Cancel), HttpStatusCode.OK);

        var key = Assert.Single(keys.GetProperty("keys").EnumerateArray());
        var members = key.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal);
        Assert.Equal(["alg", "crv", "kid", "kty", "use", "x", "y"], members);
        Assert.Equal(new JsonWebToken(await Gateway.TokenAsync()).Kid, key.GetProperty("kid").GetString());
    }

    private static Dictionary<string, string> Form(params (string Name, string Value)[] more)
    {
        var form = new Dictionary<string, string> { ["client_id"] = Bank, ["client_secret"] = TokenGateway.BankSecret };
        foreach (var (name, value) in more) form[name] = value;
        return form;
    }

    private static IEnumerable<string?> Texts(JsonElement json, string name) =>
        json.GetProperty(name).EnumerateArray().Select(item => item.GetString()).Order(StringComparer.Ordinal);

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response, HttpStatusCode expected)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True(response.StatusCode == expected, $"{(int)response.StatusCode}: {text}");
            return JsonDocument.Parse(text).RootElement;
        }
    }
}
