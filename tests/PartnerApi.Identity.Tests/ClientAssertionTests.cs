using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using PartnerApi.Identity.Credentials;
using PartnerApi.Partners;

namespace PartnerApi.Identity.Tests;

/// <summary>Client authentication by a signed assertion (<c>private_key_jwt</c>, RFC 7523).</summary>
public sealed class ClientAssertionTests(TokenGatewayFixture fixture) : IClassFixture<TokenGatewayFixture>, IDisposable
{
    private const string Bank = TokenGateway.Bank;

    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly string file = Path.GetTempFileName();

    public static TheoryData<string> Types => ["client-authentication+jwt", "JWT"];

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Client_with_a_valid_assertion_gets_a_token(string type)
    {
        await RegisterAsync(key.ExportSubjectPublicKeyInfoPem());

        using var response = await RequestAsync(Assertion(type: type));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Client_with_an_RSA_key_gets_a_token()
    {
        using var rsa = RSA.Create(2048);
        await RegisterAsync(rsa.ExportSubjectPublicKeyInfoPem());

        using var response = await RequestAsync(Assertion(credentials: new SigningCredentials(new RsaSecurityKey(rsa), "RS256")));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Assertion_is_accepted_once()
    {
        await RegisterAsync(key.ExportSubjectPublicKeyInfoPem());
        var assertion = Assertion();

        using var first = await RequestAsync(assertion);
        using var second = await RequestAsync(assertion);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (first.StatusCode, second.StatusCode));
    }

    [Fact]
    public async Task Concurrent_copies_of_an_assertion_are_accepted_once()
    {
        await RegisterAsync(key.ExportSubjectPublicKeyInfoPem());
        var assertion = Assertion();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => RequestAsync(assertion)));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
    }

    [Fact]
    public async Task Key_after_its_expiry_is_rejected()
    {
        await RegisterAsync(key.ExportSubjectPublicKeyInfoPem(), TimeProvider.System.GetUtcNow().AddSeconds(-1));

        using var response = await RequestAsync(Assertion());

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Key_before_its_expiry_is_accepted()
    {
        await RegisterAsync(key.ExportSubjectPublicKeyInfoPem(), TimeProvider.System.GetUtcNow().AddDays(1));

        using var response = await RequestAsync(Assertion());

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    public static TheoryData<string> Refusals =>
    [
        "another key", "HS256 keyed with the public key", "expired", "six minutes ahead", "no exp", "no jti", "issued in the future",
        "issuer of another client", "subject of another client", "audience of another server", "type of an access token", "crit", "jti twice",
    ];

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Invalid_assertion_is_rejected(string name)
    {
        await RegisterAsync(key.ExportSubjectPublicKeyInfoPem());
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var assertion = name switch
        {
            "another key" => Assertion(credentials: Es256(other)),
            "HS256 keyed with the public key" => Assertion(
                credentials: new SigningCredentials(new SymmetricSecurityKey(key.ExportSubjectPublicKeyInfo()), "HS256")),
            "expired" => Assertion(change: claims => claims["exp"] = Now(-60)),
            "six minutes ahead" => Assertion(change: claims => claims["exp"] = Now(360)),
            "no exp" => Assertion(change: claims => claims.Remove("exp")),
            "no jti" => Assertion(change: claims => claims.Remove("jti")),
            "issued in the future" => Assertion(change: claims => claims["iat"] = Now(120)),
            "issuer of another client" => Assertion(change: claims => claims["iss"] = "other"),
            "subject of another client" => Assertion(change: claims => claims["sub"] = "other"),
            "audience of another server" => Assertion(change: claims => claims["aud"] = "https://other.example/"),
            "type of an access token" => Assertion(type: "at+jwt"),
            "crit" => Assertion(header: new() { ["crit"] = new List<string> { "x" }, ["x"] = 1 }),
            "jti twice" => Signed(JsonSerializer.Serialize(Claims()).Replace("{", "{\"jti\":\"another\",", StringComparison.Ordinal)),
            _ => throw new ArgumentOutOfRangeException(nameof(name)),
        };

        using var response = await RequestAsync(assertion);

        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == HttpStatusCode.Unauthorized, text);
        Assert.Equal("invalid_client", JsonDocument.Parse(text).RootElement.GetProperty("error").GetString());
    }

    [Fact]
    public async Task Assertion_of_a_suspended_client_is_rejected_and_not_stored_as_used()
    {
        await RegisterAsync(key.ExportSubjectPublicKeyInfoPem());
        var assertion = Assertion();
        await fixture.Gateway.ChangeClientsAsync(clients => clients.SetStatusAsync(Bank, PartnerStatus.Suspended, CancellationToken.None));
        try
        {
            using var refused = await RequestAsync(assertion);
            Assert.Contains("unauthorized_client", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
        finally
        {
            await fixture.Gateway.ChangeClientsAsync(clients => clients.SetStatusAsync(Bank, PartnerStatus.Active, CancellationToken.None));
        }
        using var accepted = await RequestAsync(assertion);
        Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);
    }

    [Fact]
    public async Task Assertion_of_one_client_does_not_authenticate_another()
    {
        await RegisterAsync(key.ExportSubjectPublicKeyInfoPem());
        using var response = await fixture.Gateway.RequestTokenAsync(new()
        {
            ["client_id"] = "another",
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ["client_assertion"] = Assertion(),
        });
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    public static TheoryData<string, bool> Audiences => new()
    {
        { "issuer", true }, { "token endpoint", true }, { "[issuer]", true }, { "[token endpoint]", true }, { "[other, issuer]", true },
        { "other", false }, { "[other]", false }, { "[]", false }, { "nothing", false },
    };

    [Theory]
    [MemberData(nameof(Audiences))]
    public async Task Audience_is_the_issuer_or_the_token_endpoint_alone_or_in_a_list(string audience, bool isValid)
    {
        await RegisterAsync(key.ExportSubjectPublicKeyInfoPem());
        var issuer = fixture.Gateway.TokenSettings.Issuer;
        var assertion = Assertion(change: claims => claims["aud"] = audience switch
        {
            "issuer" => issuer,
            "token endpoint" => issuer + "connect/token",
            "[issuer]" => new List<string> { issuer },
            "[token endpoint]" => new List<string> { issuer + "connect/token" },
            "[other, issuer]" => new List<string> { "https://other.example/", issuer },
            "[other]" => new List<string> { "https://other.example/" },
            "[]" => new List<string>(),
            "nothing" => "",
            _ => "https://other.example/",
        });
        using var response = await RequestAsync(assertion);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == (isValid ? HttpStatusCode.OK : HttpStatusCode.Unauthorized), text);
        if (!isValid) Assert.Equal("invalid_client", JsonDocument.Parse(text).RootElement.GetProperty("error").GetString());
    }

    public void Dispose()
    {
        key.Dispose();
        File.Delete(file);
    }

    private static long Now(int seconds) => TimeProvider.System.GetUtcNow().AddSeconds(seconds).ToUnixTimeSeconds();

    private static SigningCredentials Es256(ECDsa key) => new(new ECDsaSecurityKey(key), "ES256");

    private async Task RegisterAsync(string pem, DateTimeOffset? expiresAt = null)
    {
        await File.WriteAllTextAsync(file, pem, TestContext.Current.CancellationToken);
        await fixture.Gateway.ChangeClientsAsync(clients => clients.AddKeyAsync(Bank, PublicKeyFile.Read(file).Value, expiresAt, CancellationToken.None));
    }

    private Dictionary<string, object> Claims() => new()
    {
        ["iss"] = Bank,
        ["sub"] = Bank,
        ["aud"] = fixture.Gateway.TokenSettings.Issuer,
        ["iat"] = Now(0),
        ["exp"] = Now(60),
        ["jti"] = RandomNumberGenerator.GetHexString(32),
    };

    private string Assertion(
        string type = "client-authentication+jwt",
        SigningCredentials? credentials = null,
        Action<Dictionary<string, object>>? change = null,
        Dictionary<string, object>? header = null)
    {
        var claims = Claims();
        change?.Invoke(claims);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            TokenType = type,
            Claims = claims,
            AdditionalHeaderClaims = header,
            SigningCredentials = credentials ?? Es256(key),
        });
    }

    private string Signed(string payload)
    {
        var input = $"{TokenForger.Encode("""{"alg":"ES256","typ":"JWT"}""")}.{TokenForger.Encode(payload)}";
        return $"{input}.{TokenForger.Encode(key.SignData(System.Text.Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256))}";
    }

    private Task<HttpResponseMessage> RequestAsync(string assertion) => fixture.Gateway.RequestTokenAsync(new()
    {
        ["client_id"] = Bank,
        ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        ["client_assertion"] = assertion,
    });
}
