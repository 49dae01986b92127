using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using PartnerApi.Identity.Keys;
using PartnerApi.Identity.Validation;

namespace PartnerApi.Identity.Tests;

/// <summary>Tokens of an external authority: its keys, their rotation, and its outages.</summary>
// Independent of the store, so they run on one store only.
[Trait("Store", "Sqlite")]
public sealed class AuthorityTests : IAsyncLifetime
{
    private static readonly RefreshThrottle Quick = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(500));

    private static readonly RSA Rsa = RSA.Create(2048);

    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private FakeAuthority authority = null!;
    private TokenGateway? gateway;

    public async ValueTask InitializeAsync()
    {
        authority = await FakeAuthority.StartAsync();
        authority.Keys.Add(FakeAuthority.Jwk(key, "k1"));
    }

    [Fact]
    public async Task Token_of_the_authority_is_accepted_and_the_embedded_issuer_is_off()
    {
        await StartAsync();

        TokenGatewayFixture.AssertAnswered(await QueryAsync(TokenForger(key, "k1")));
        Assert.Equal(HttpStatusCode.NotFound, (await gateway!.Client.GetAsync("/.well-known/openid-configuration", Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await gateway.Client.GetAsync("/.well-known/jwks", Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await gateway.RequestTokenAsync([])).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await gateway.Client.GetAsync("/connect/authorize", Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await gateway.Client.GetAsync("/statistics/", Cancel)).StatusCode);
        Assert.False(Directory.EnumerateFiles(gateway.DataFolder, "token-*", SearchOption.AllDirectories).Any());
    }

    [Theory]
    [InlineData("RS256", "RS256", true)]
    [InlineData("RS256", "RS512", false)]
    [InlineData("RS256", "PS256", false)]
    [InlineData(null, "PS256", true)]
    [InlineData(null, "RS256", false)]
    public async Task Key_verifies_only_with_its_own_algorithm(string? named, string used, bool answered)
    {
        var jwk = FakeAuthority.Jwk(Rsa, "r1");
        if (named is not null) jwk["alg"] = named;
        authority.Keys.Add(jwk);
        await StartAsync(algorithms: "ES256, PS256, RS256");

        var answer = await gateway!.QueryAsync($"Bearer {RsaToken(Rsa, "r1", used)}");

        Assert.Equal(answered ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, answer.Status);
    }

    [Fact]
    public async Task Another_RSA_key_with_the_same_id_is_rejected()
    {
        authority.Keys.Add(FakeAuthority.Jwk(Rsa, "r1"));
        await StartAsync(algorithms: "RS256");
        using var other = RSA.Create(2048);

        Assert.Equal(HttpStatusCode.Unauthorized, (await gateway!.QueryAsync($"Bearer {RsaToken(other, "r1", "RS256")}")).Status);
    }

    [Fact]
    public async Task New_key_is_fetched_when_a_token_names_it()
    {
        await StartAsync();
        using var next = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        authority.Keys.Add(FakeAuthority.Jwk(next, "k2"));

        await Eventually.TrueAsync(async () => (await QueryAsync(TokenForger(next, "k2"))).Status == HttpStatusCode.OK);

        TokenGatewayFixture.AssertAnswered(await QueryAsync(TokenForger(key, "k1")));
    }

    [Fact]
    public async Task Flood_of_unknown_keys_does_not_reach_the_authority()
    {
        await StartAsync(new RefreshThrottle(TimeSpan.FromHours(1), TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(5)));
        var forge = TokenForger(key, "k1");

        var answers = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(number => QueryAsync(TokenForger(key, $"unknown-{number}"))));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Unauthorized, answer.Status));
        TokenGatewayFixture.AssertAnswered(await QueryAsync(forge));
        Assert.Equal(1, authority.Refreshes);
    }

    [Fact]
    public async Task Thousand_concurrent_tokens_of_a_new_key_cause_one_refresh()
    {
        await StartAsync(new RefreshThrottle(TimeSpan.FromHours(1), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(5)));
        using var next = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        authority.Keys.Add(FakeAuthority.Jwk(next, "k2"));
        var forge = TokenForger(next, "k2");

        await Task.WhenAll(Enumerable.Range(0, 1_000).Select(_ => QueryAsync(forge)));
        await Eventually.TrueAsync(async () => (await QueryAsync(forge)).Status == HttpStatusCode.OK);

        Assert.Equal(2, authority.Refreshes);
    }

    [Fact]
    public async Task Withdrawn_key_is_rejected_even_for_tokens_already_verified()
    {
        await StartAsync();
        var token = TokenForger(key, "k1").Good;
        TokenGatewayFixture.AssertAnswered(await gateway!.QueryAsync($"Bearer {token}"));
        using var next = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        authority.Keys.Clear();
        authority.Keys.Add(FakeAuthority.Jwk(next, "k2"));

        await Eventually.TrueAsync(async () => (await gateway.QueryAsync($"Bearer {token}")).Status == HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task New_key_with_the_same_id_invalidates_tokens_of_the_old_one()
    {
        await StartAsync();
        var token = TokenForger(key, "k1").Good;
        TokenGatewayFixture.AssertAnswered(await gateway!.QueryAsync($"Bearer {token}"));
        using var next = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        authority.Keys.Clear();
        authority.Keys.Add(FakeAuthority.Jwk(next, "k1"));

        await Eventually.TrueAsync(async () => (await gateway.QueryAsync($"Bearer {token}")).Status == HttpStatusCode.Unauthorized);
        TokenGatewayFixture.AssertAnswered(await QueryAsync(TokenForger(next, "k1")));
    }

    [Theory]
    [InlineData("500")]
    [InlineData("HTML")]
    [InlineData("nothing")]
    [InlineData("no keys")]
    [InlineData("a secret among the keys")]
    [InlineData("a key id twice")]
    [InlineData("endless")]
    [InlineData("never ending")]
    [InlineData("redirect to another host")]
    [InlineData("another issuer")]
    [InlineData("keys at an unprotected address")]
    [InlineData("connection cut")]
    [InlineData("discovery 500")]
    [InlineData("discovery HTML")]
    [InlineData("discovery endless")]
    [InlineData("discovery never ending")]
    [InlineData("discovery redirect to another host")]
    public async Task Failing_authority_keeps_the_last_good_keys(string failure)
    {
        await StartAsync();
        using var next = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var before = authority.Refreshes;
        await using var other = await FakeAuthority.StartAsync();
        other.Keys.Add(FakeAuthority.Jwk(next, "k2"));
        Fail(failure, other, otherKey: FakeAuthority.Jwk(next, "k2").ToJsonString());

        await Eventually.TrueAsync(
            () => authority.Refreshes >= before + 2 && gateway!.Log.Text.Contains("the previous keys remain in use", StringComparison.Ordinal));

        TokenGatewayFixture.AssertAnswered(await QueryAsync(TokenForger(key, "k1")));
        Assert.Equal(HttpStatusCode.Unauthorized, (await QueryAsync(TokenForger(next, "k2"))).Status);
        Assert.Equal(0, other.Refreshes);
        Assert.Equal(HttpStatusCode.OK, (await gateway!.Client.GetAsync("/health/ready", Cancel)).StatusCode);
    }

    [Fact]
    public async Task Gateway_starts_while_the_authority_is_down_and_becomes_ready_when_it_recovers()
    {
        var good = authority.KeySet;
        authority.KeySet = CutAsync;
        await StartAsync(waitForKeys: false);

        Assert.Equal(HttpStatusCode.OK, (await gateway!.Client.GetAsync("/health/live", Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await gateway.Client.GetAsync("/health/ready", Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await QueryAsync(TokenForger(key, "k1"))).Status);

        authority.KeySet = good;
        await Eventually.TrueAsync(async () => (await gateway.Client.GetAsync("/health/ready", Cancel)).StatusCode == HttpStatusCode.OK);
        TokenGatewayFixture.AssertAnswered(await QueryAsync(TokenForger(key, "k1")));
    }

    public async ValueTask DisposeAsync()
    {
        if (gateway is not null) await gateway.DisposeAsync();
        await authority.DisposeAsync();
        key.Dispose();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private async Task StartAsync(RefreshThrottle? throttle = null, string? algorithms = null, bool waitForKeys = true)
    {
        gateway = await TokenGateway.StartAsync(
            new() { ["Tokens:Authority"] = authority.Issuer, ["Tokens:Algorithms"] = algorithms },
            services => services.AddSingleton(throttle ?? Quick));
        if (waitForKeys) await Eventually.TrueAsync(() => gateway.Services.GetRequiredService<TokenAuthenticator>().KeysAvailable);
    }

    private Task<TokenResponse> QueryAsync(TokenForger forge) => gateway!.QueryAsync($"Bearer {forge.Good}");

    private TokenForger TokenForger(ECDsa signingKey, string keyId) => new(signingKey, keyId, authority.Issuer);

    private string RsaToken(RSA signingKey, string keyId, string algorithm)
    {
        var forge = TokenForger(key, keyId);
        var header = forge.Header;
        header["alg"] = algorithm;
        var hash = algorithm.EndsWith("512", StringComparison.Ordinal) ? HashAlgorithmName.SHA512 : HashAlgorithmName.SHA256;
        var padding = algorithm.StartsWith('P') ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;
        return forge.Signed(header, input => signingKey.SignData(input, hash, padding));
    }

    private void Fail(string failure, FakeAuthority other, string otherKey)
    {
        switch (failure)
        {
            case "another issuer":
                authority.Discovery = http => http.Response.WriteAsJsonAsync(
                    new { issuer = authority.Issuer + "/", jwks_uri = $"{authority.Issuer}/jwks" });
                return;
            case "discovery 500":
                authority.Discovery = http => RespondAsync(http, 500, $$"""{"issuer":"{{authority.Issuer}}","jwks_uri":"{{other.Issuer}}/jwks"}""");
                return;
            case "discovery HTML":
                authority.Discovery = http => http.Response.WriteAsync("<html>login</html>");
                return;
            case "discovery endless":
                authority.Discovery = EndlessAsync;
                return;
            case "discovery never ending":
                authority.Discovery = HangAsync;
                return;
            case "discovery redirect to another host":
                authority.Discovery = http => RespondAsync(http, 302, "", $"{other.Issuer}/.well-known/openid-configuration");
                return;
            case "keys at an unprotected address":
                authority.Discovery = http => http.Response.WriteAsJsonAsync(
                    new { issuer = authority.Issuer, jwks_uri = "http://keys.example/jwks" });
                return;
        }
        authority.KeySet = failure switch
        {
            "500" => http => RespondAsync(http, 500, $$"""{"keys":[{{otherKey}}]}"""),
            "HTML" => http => http.Response.WriteAsync("<html>login</html>"),
            "nothing" => _ => Task.CompletedTask,
            "no keys" => http => http.Response.WriteAsync("""{"keys":[]}"""),
            "a secret among the keys" => http => http.Response.WriteAsync($$"""{"keys":[{"kty":"oct","kid":"s","k":"AAAA"},{{otherKey}}]}"""),
            "a key id twice" => http => http.Response.WriteAsync($$"""{"keys":[{{otherKey}},{{otherKey}}]}"""),
            "endless" => EndlessAsync,
            "never ending" => HangAsync,
            "redirect to another host" => http => RespondAsync(http, 302, "", $"{other.Issuer}/jwks"),
            "connection cut" => CutAsync,
            _ => throw new ArgumentOutOfRangeException(nameof(failure)),
        };
    }

    private static Task RespondAsync(HttpContext http, int status, string body, string? location = null)
    {
        http.Response.StatusCode = status;
        http.Response.Headers.Location = location;
        return http.Response.WriteAsync(body);
    }

    private static async Task HangAsync(HttpContext http)
    {
        await http.Response.WriteAsync("{");
        await Task.Delay(Timeout.Infinite, http.RequestAborted);
    }

    private static Task CutAsync(HttpContext http)
    {
        http.Abort();
        return Task.CompletedTask;
    }

    private static async Task EndlessAsync(HttpContext http)
    {
        var chunk = new byte[64 * 1024];
        chunk.AsSpan().Fill((byte)' ');
        while (!http.RequestAborted.IsCancellationRequested) await http.Response.Body.WriteAsync(chunk, http.RequestAborted);
    }
}
