using System.Security.Cryptography;
using PartnerApi.Core;
using PartnerApi.Identity.Credentials;
using PartnerApi.Partners;

namespace PartnerApi.Identity.Tests;

/// <summary>Invalid changes of clients and their keys fail with one line and change nothing.</summary>
public sealed class ClientRegistryTests(TokenGatewayFixture fixture) : IClassFixture<TokenGatewayFixture>, IDisposable
{
    private readonly string file = Path.GetTempFileName();

    [Theory]
    [InlineData("harbor-bank", "harbor-bank", "The client 'harbor-bank' already exists.")]
    [InlineData("new", "nobody", "The partner 'nobody' does not exist. Run 'partners list' to see all partners.")]
    [InlineData("No Spaces", "harbor-bank", "A client id must have")]
    [InlineData("", "harbor-bank", "A client id must have")]
    public Task Invalid_client_is_not_added(string clientId, string partnerId, string line) =>
        AssertRefusedAsync(line, clients => clients.AddAsync(clientId, partnerId, "secret", CancellationToken.None));

    [Fact]
    public async Task Unknown_client_is_not_changed()
    {
        await AssertRefusedAsync("The client 'nobody' does not exist. Run 'clients list' to see all clients.", clients => clients.SetStatusAsync("nobody", PartnerStatus.Suspended, CancellationToken.None));
        await AssertRefusedAsync("The client 'nobody' does not exist. Run 'clients list' to see all clients.", clients => clients.RemoveKeyAsync("nobody", "k", CancellationToken.None));
        await AssertRefusedAsync("The client 'harbor-bank' has no key 'k'. Run 'clients list' to see its keys.", clients => clients.RemoveKeyAsync("harbor-bank", "k", CancellationToken.None));
    }

    [Fact]
    public async Task Key_is_not_added_twice()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await File.WriteAllTextAsync(file, key.ExportSubjectPublicKeyInfoPem(), TestContext.Current.CancellationToken);
        Task AddAsync(ClientRegistry clients) => clients.AddKeyAsync("harbor-bank", PublicKeyFile.Read(file), null, CancellationToken.None);
        await fixture.Gateway.ChangeClientsAsync(AddAsync);

        await AssertRefusedAsync("The client 'harbor-bank' already has a key", AddAsync);
    }

    [Theory]
    [InlineData("private PEM")]
    [InlineData("private JWK")]
    [InlineData("short RSA")]
    [InlineData("P-384")]
    [InlineData("text")]
    [InlineData("list")]
    [InlineData("certificate")]
    [InlineData("empty")]
    [InlineData("too large")]
    public void Key_file_without_a_valid_public_key_is_rejected(string kind)
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

        var refusal = Assert.Throws<RefusedException>(() => PublicKeyFile.Read(file));
        Assert.StartsWith($"The file {file} cannot be used", refusal.Message, StringComparison.Ordinal);
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

        var read = PublicKeyFile.Read(file);

        Assert.Equal((id ?? read.Thumbprint, "ES256"), (read.Id, read.Algorithm));
    }

    public void Dispose() => File.Delete(file);

    private async Task AssertRefusedAsync(string line, Func<ClientRegistry, Task> change)
    {
        var before = await fixture.Gateway.ListClientsAsync();

        var refusal = await Assert.ThrowsAsync<RefusedException>(() => fixture.Gateway.ChangeClientsAsync(change));

        Assert.StartsWith(line, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, await fixture.Gateway.ListClientsAsync());
    }
}
