using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Core;
using OpenIddict.EntityFrameworkCore.Models;
using PartnerApi.Identity.Credentials;
using PartnerApi.Identity.Keys;
using PartnerApi.Sealing;

namespace PartnerApi.Identity.Tests;

/// <summary>No ECDsa object is used by two threads at once, although libraries share the one that they are given.</summary>
public sealed class SharedEcdsaTests(TokenGatewayFixture fixture) : IClassFixture<TokenGatewayFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_threads_that_sign_at_once_use_two_key_objects()
    {
        var (keys, barrier) = (new ConcurrentBag<MeetingKey>(), new Barrier(2));
        using var shared = new SharedEcdsa(() =>
        {
            var key = new MeetingKey(barrier);
            keys.Add(key);
            return key;
        });
        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Factory.StartNew(
            () => shared.SignHash(new byte[32]), Cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        Assert.Equal([1, 1], keys.Select(key => key.Most));
        barrier.Dispose();
    }

    [Fact]
    public void Every_operation_gives_the_same_result_as_the_key()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var signing = SharedEcdsa.OfPrivate(key);
        using var verifying = SharedEcdsa.OfPublic(key.ExportParameters(includePrivateParameters: false));
        var (data, hash) = (Encoding.ASCII.GetBytes("data"), SHA256.HashData("data"u8));
        var (text, other) = (signing.SignData(data, HashAlgorithmName.SHA256), SHA256.HashData("other"u8));
        Assert.True(key.VerifyData(data, text, HashAlgorithmName.SHA256) && verifying.VerifyData(data, text, HashAlgorithmName.SHA256));
        Assert.True(verifying.VerifyHash(hash, signing.SignHash(hash)));
        Assert.True(verifying.VerifyHash(hash.AsSpan(), text.AsSpan()));
        Assert.False(verifying.VerifyHash(other, text) || verifying.VerifyHash(other.AsSpan(), text.AsSpan()));
        var written = new byte[64];
        Assert.True(signing.TrySignHash(hash, written, out var length) && length == 64 && key.VerifyHash(hash, written));
        Assert.Equal((256, 256), (signing.KeySize, verifying.KeySize));
        Assert.Equal(key.ExportSubjectPublicKeyInfo(), verifying.ExportSubjectPublicKeyInfo());
        Assert.ThrowsAny<CryptographicException>(() => verifying.SignHash(hash));
    }

    [Fact]
    public void Token_keys_of_every_issuer_are_shared_safely()
    {
        var issuer = fixture.Gateway.Services.GetRequiredService<IssuerKeys>();
        var own = Assert.IsType<ECDsaSecurityKey>(issuer.Current.Find(issuer.Signing.KeyId)!.Key);
        var jwk = JsonWebKeyConverter.ConvertFromECDsaSecurityKey(own);
        var set = KeySetReader.Read(
            Encoding.UTF8.GetBytes($$"""{"keys":[{"kty":"EC","crv":"P-256","kid":"k","x":"{{jwk.X}}","y":"{{jwk.Y}}"}]}"""), ["ES256"]);
        Assert.All([issuer.Signing, own, Assert.IsType<ECDsaSecurityKey>(set.Find("k")!.Key)], key => Assert.IsType<SharedEcdsa>(key.ECDsa));
    }

    [Fact]
    public async Task Client_keys_are_created_for_each_assertion()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var file = Path.Combine(fixture.Gateway.DataFolder, "shared.pem");
        await File.WriteAllTextAsync(file, key.ExportSubjectPublicKeyInfoPem(), Cancel);
        await fixture.Gateway.ChangeClientsAsync(clients => clients.AddKeyAsync(TokenGateway.Bank, PublicKeyFile.Read(file).Value, null, Cancel));
        await using var scope = fixture.Gateway.Services.CreateAsyncScope();
        var applications = scope.ServiceProvider.GetRequiredService<OpenIddictApplicationManager<OpenIddictEntityFrameworkCoreApplication>>();
        var client = await applications.FindByClientIdAsync(TokenGateway.Bank, Cancel);
        var (one, other) = (await applications.GetJsonWebKeySetAsync(client!, Cancel), await applications.GetJsonWebKeySetAsync(client!, Cancel));
        Assert.NotSame(Assert.Single(one!.Keys), Assert.Single(other!.Keys));

        // A cached verifier would use the first request's key for all later requests.
        using (var response = await fixture.Gateway.RequestTokenAsync(new()
        {
            ["client_id"] = TokenGateway.Bank,
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ["client_assertion"] = Assertions.Sign(key, TokenGateway.Bank, fixture.Gateway.TokenSettings.Issuer, TimeProvider.System.GetUtcNow()),
        }))
        {
            Assert.Equal(System.Net.HttpStatusCode.OK, response.StatusCode);
        }
        var used = Assert.IsType<ECDsaSecurityKey>(Assert.Single(one.GetSigningKeys()));
        Assert.False(CryptoProviderFactory.Default.CryptoProviderCache.TryGetSignatureProvider(
            used, "ES256", typeof(AsymmetricSignatureProvider).FullName, willCreateSignatures: false, out _));
    }

    // Records how many threads are inside at once, and holds each until another arrives.
    private sealed class MeetingKey(Barrier barrier) : ECDsa
    {
        private int inside;

        public int Most { get; private set; }

        public override byte[] SignHash(byte[] hash)
        {
            Most = Math.Max(Most, Interlocked.Increment(ref inside));
            barrier.SignalAndWait(Cancel);
            Interlocked.Decrement(ref inside);
            return hash;
        }

        public override bool VerifyHash(byte[] hash, byte[] signature) => false;
    }
}
