using System.Net;
using System.Security.Cryptography;
using PartnerApi.Core;
using PartnerApi.Identity.Keys;

namespace PartnerApi.Identity.Tests;

public sealed class KeyFilesTests : IDisposable
{
    private const string Issuer = "http://127.0.0.1:5080/";

    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("partner-api-keys-");

    private string SigningFile => Path.Combine(data.FullName, "keys", "token-signing.pem");

    [Fact]
    public void Missing_keys_are_created_once_and_readable_by_their_owner_only()
    {
        var first = IssuerKeys.Load(data.FullName);
        var second = IssuerKeys.Load(data.FullName);

        Assert.Equal(first.Signing.KeyId, second.Signing.KeyId);
        Assert.Equal(first.Encryption, second.Encryption);
        if (OperatingSystem.IsWindows()) return;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(data.FullName, "keys")))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task Processes_that_start_together_use_the_same_key()
    {
        var keys = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => IssuerKeys.Load(data.FullName).Signing.KeyId)));

        Assert.Single(keys.Distinct());
        Assert.Equal(2, Directory.EnumerateFiles(Path.Combine(data.FullName, "keys")).Count());
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a key")]
    [InlineData("P-384")]
    [InlineData("RSA")]
    public void Key_file_of_another_kind_stops_the_start(string content)
    {
        IssuerKeys.Load(data.FullName);
        using var rsa = RSA.Create(2048);
        using var large = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var text = content switch
        {
            "P-384" => large.ExportPkcs8PrivateKeyPem(),
            "RSA" => rsa.ExportPkcs8PrivateKeyPem(),
            _ => content,
        };
        File.WriteAllText(SigningFile, text);

        Assert.Contains("token-signing.pem", Assert.Throws<SettingException>(() => IssuerKeys.Load(data.FullName)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherExecute)]
    [InlineData(UnixFileMode.StickyBit)]
    public void Key_file_open_to_others_stops_the_start(UnixFileMode added)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        IssuerKeys.Load(data.FullName);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(SigningFile, UnixFileMode.UserRead | UnixFileMode.UserWrite | added);

        Assert.Contains("chmod 600", Assert.Throws<SettingException>(() => IssuerKeys.Load(data.FullName)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_of_a_retired_key_is_accepted_until_the_key_file_is_deleted()
    {
        var token = await RunAsync(gateway => gateway.TokenAsync());
        var retired = Path.Combine(data.FullName, "keys", "token-signing-old.pem");

        File.Move(SigningFile, retired);
        Assert.Equal(HttpStatusCode.OK, await RunAsync(async gateway => (await gateway.QueryAsync($"Bearer {token}")).Status));

        File.Delete(retired);
        Assert.Equal(HttpStatusCode.Unauthorized, await RunAsync(async gateway => (await gateway.QueryAsync($"Bearer {token}")).Status));
    }

    public void Dispose() => data.Delete(recursive: true);

    private async Task<T> RunAsync<T>(Func<TokenGateway, Task<T>> use)
    {
        var gateway = await TokenGateway.StartAsync(new() { ["Tokens:Issuer"] = Issuer }, folder: data);
        try
        {
            return await use(gateway);
        }
        finally
        {
            await gateway.StopAsync();
        }
    }
}
