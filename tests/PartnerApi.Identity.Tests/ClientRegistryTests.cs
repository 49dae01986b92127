using System.Security.Cryptography;
using PartnerApi.Core;
using PartnerApi.Identity.Credentials;
using PartnerApi.Partners;

namespace PartnerApi.Identity.Tests;

/// <summary>Invalid changes of clients and their keys are rejected and change nothing.</summary>
public sealed class ClientRegistryTests(TokenGatewayFixture fixture) : IClassFixture<TokenGatewayFixture>, IDisposable
{
    private readonly string file = Path.GetTempFileName();

    public static TheoryData<string, string, ClientRejection> InvalidClients => new()
    {
        { "harbor-bank", "harbor-bank", new ClientRejection.AlreadyExists("harbor-bank") },
        { "new", "nobody", new ClientRejection.UnknownPartner("nobody") },
        { "No Spaces", "harbor-bank", new ClientRejection.InvalidId() },
        { "", "harbor-bank", new ClientRejection.InvalidId() },
    };

    [Theory]
    [MemberData(nameof(InvalidClients), DisableDiscoveryEnumeration = true)]
    public Task Invalid_client_is_not_added(string clientId, string partnerId, ClientRejection rejection) =>
        AssertRejectedAsync(rejection, clients => clients.AddAsync(clientId, partnerId, "secret", CancellationToken.None));

    [Fact]
    public async Task Unknown_client_is_not_changed()
    {
        await AssertRejectedAsync(new ClientRejection.UnknownClient("nobody"), clients => clients.SetStatusAsync("nobody", PartnerStatus.Suspended, CancellationToken.None));
        await AssertRejectedAsync(new ClientRejection.UnknownClient("nobody"), clients => clients.RemoveKeyAsync("nobody", "k", CancellationToken.None));
        await AssertRejectedAsync(new ClientRejection.UnknownKey("harbor-bank", "k"), clients => clients.RemoveKeyAsync("harbor-bank", "k", CancellationToken.None));
    }

    [Fact]
    public async Task Key_is_not_added_twice()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await File.WriteAllTextAsync(file, key.ExportSubjectPublicKeyInfoPem(), TestContext.Current.CancellationToken);
        var read = PublicKeyFile.Read(file).Value;
        Task<Outcome<ClientListing, ClientRejection>> AddAsync(ClientRegistry clients) => clients.AddKeyAsync("harbor-bank", read, null, CancellationToken.None);
        await fixture.Gateway.ChangeClientsAsync(AddAsync);

        await AssertRejectedAsync(new ClientRejection.KeyExists("harbor-bank", read.Id), AddAsync);
    }

    [Theory]
    [InlineData("private PEM", PublicKeyRejection.PrivateKey)]
    [InlineData("private JWK", PublicKeyRejection.PrivateKey)]
    [InlineData("short RSA", PublicKeyRejection.UnsupportedKey)]
    [InlineData("P-384", PublicKeyRejection.UnsupportedKey)]
    [InlineData("text", PublicKeyRejection.NeitherPemNorJwk)]
    [InlineData("list", PublicKeyRejection.NeitherPemNorJwk)]
    [InlineData("certificate", PublicKeyRejection.OtherPemLabel)]
    [InlineData("empty", PublicKeyRejection.NeitherPemNorJwk)]
    [InlineData("too large", PublicKeyRejection.TooLarge)]
    public void Key_file_without_a_valid_public_key_is_rejected(string kind, PublicKeyRejection rejection)
    {
        using var key = ECDsa.Create(kind == "P-384" ? ECCurve.NamedCurves.nistP384 : ECCurve.NamedCurves.nistP256);
        using var rsa = RSA.Create(1024);
        var jwk = FakeAuthority.Jwk(key, "k");
        jwk["d"] = "AAAA";
        File.WriteAllText(file, kind switch
        {
            "private PEM" => key.ExportPkcs8PrivateKeyPem(),
            "private JWK" => jwk.ToJsonString(),
            "short RSA" => rsa.ExportSubjectPublicKeyInfoPem(),
            "P-384" => key.ExportSubjectPublicKeyInfoPem(),
            "list" => "[]",
            "certificate" => "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
            "empty" => "",
            "too large" => new string(' ', 20_000),
            _ => "hello",
        });

        Assert.Equal(rejection, PublicKeyFile.Read(file).Rejection);
    }

    [Theory]
    [InlineData("my-key")]
    [InlineData(null)]
    public void JWK_is_identified_by_its_id_or_its_thumbprint(string? id)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var jwk = FakeAuthority.Jwk(key, id ?? "");
        if (id is null) jwk.Remove("kid");
        File.WriteAllText(file, jwk.ToJsonString());

        var read = PublicKeyFile.Read(file).Value;

        Assert.Equal((id ?? read.Thumbprint, "ES256"), (read.Id, read.Algorithm));
    }

    public void Dispose() => File.Delete(file);

    private async Task AssertRejectedAsync(ClientRejection rejection, Func<ClientRegistry, Task<Outcome<ClientListing, ClientRejection>>> change)
    {
        var before = await fixture.Gateway.ListClientsAsync();

        var outcome = await fixture.Gateway.UseClientsAsync(change);

        Assert.Equal(rejection, outcome.Rejection);
        Assert.Equal(before, await fixture.Gateway.ListClientsAsync());
    }
}
