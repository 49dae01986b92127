using System.Security.Cryptography;
using System.Text.Json;

namespace PartnerApi.Identity.Tests;

/// <summary>The commands <c>clients</c> and <c>token</c>, run on the data folder of a gateway.</summary>
public sealed class ClientCommandsTests : IAsyncLifetime
{
    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("partner-api-clients-");
    private TokenGateway gateway = null!;

    public async ValueTask InitializeAsync() => gateway = await TokenGateway.StartAsync(folder: data);

    [Fact]
    public async Task Added_client_gets_tokens_and_suspended_client_does_not()
    {
        var added = await RunAsync("clients", "add", "bank-two", "--partner", "harbor-bank", "--json");
        Assert.Equal(0, added.ExitCode);
        var secret = JsonDocument.Parse(added.Output).RootElement.GetProperty("clientSecret").GetString()!;
        Assert.Equal(43, secret.Length);
        var form = new Dictionary<string, string> { ["client_id"] = "bank-two", ["client_secret"] = secret };
        Assert.True((await gateway.RequestTokenAsync(form)).IsSuccessStatusCode);

        var suspended = await RunAsync("clients", "suspend", "bank-two");
        Assert.Equal((0, "The client bank-two is suspended.\n"), (suspended.ExitCode, suspended.Output));
        Assert.False((await gateway.RequestTokenAsync(form)).IsSuccessStatusCode);

        Assert.Equal("The client bank-two is active.\n", (await RunAsync("clients", "resume", "bank-two")).Output);
        Assert.True((await gateway.RequestTokenAsync(form)).IsSuccessStatusCode);

        foreach (var file in data.EnumerateFiles("partner-api.db*"))
        {
            Assert.DoesNotContain(secret, await ReadSharedAsync(file), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Keys_are_added_listed_and_removed()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var file = Path.Combine(data.FullName, "bank.pem");
        await File.WriteAllTextAsync(file, key.ExportSubjectPublicKeyInfoPem(), TestContext.Current.CancellationToken);

        var added = await RunAsync(
            "clients", "add", "bank-key", "--partner", "harbor-bank", "--public-key", file, "--expires", "2099-12-31", "--json");
        var keyId = JsonDocument.Parse(added.Output).RootElement.GetProperty("keyId").GetString()!;
        var listed = JsonDocument.Parse((await RunAsync("clients", "list", "--json")).Output).RootElement.EnumerateArray()
            .Single(client => client.GetProperty("id").GetString() == "bank-key");

        Assert.False(listed.GetProperty("hasSecret").GetBoolean());
        var listedKey = Assert.Single(listed.GetProperty("keys").EnumerateArray());
        Assert.Equal((keyId, "ES256"), (listedKey.GetProperty("id").GetString(), listedKey.GetProperty("algorithm").GetString()));
        Assert.Equal(new DateTime(2100, 1, 1), listedKey.GetProperty("expiresAt").GetDateTimeOffset().UtcDateTime);
        Assert.Contains("until 2099-12-31", (await RunAsync("clients", "list")).Output, StringComparison.Ordinal);

        Assert.Equal($"Removed the key {keyId}.\n", (await RunAsync("clients", "key", "remove", "bank-key", keyId)).Output);
        Assert.Equal(1, (await RunAsync("clients", "key", "remove", "bank-key", keyId)).ExitCode);
    }

    public static TheoryData<string, string[]> Refusals => new()
    {
        { "The client 'harbor-bank' already exists.", ["clients", "add", "harbor-bank", "--partner", "harbor-bank"] },
        { "Could not find file", ["clients", "add", "new", "--partner", "harbor-bank", "--public-key", "/nowhere.pem"] },
        { "The audience bank has no scope holder:read.", ["token", "harbor-bank", "--scope", "holder:read"] },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Error_is_one_line_and_changes_nothing(string line, string[] arguments)
    {
        var before = await gateway.ListClientsAsync();

        var result = await RunAsync(arguments);

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith(line, Assert.Single(result.ErrorLines), StringComparison.Ordinal);
        Assert.Empty(result.Output);
        Assert.Equal(before, await gateway.ListClientsAsync());
    }

    [Fact]
    public async Task Invalid_command_line_exits_with_2()
    {
        Assert.Equal(2, (await RunAsync("clients", "add", "new")).ExitCode);
        Assert.Equal(2, (await RunAsync("clients", "add", "new", "--partner", "harbor-bank", "--expires", "2099-01-01")).ExitCode);
        Assert.Equal(2, (await RunAsync("clients", "key", "add", "harbor-bank")).ExitCode);
    }

    [Fact]
    public async Task Token_of_the_command_is_accepted()
    {
        var result = await RunAsync("token", "harbor-bank", "--urls", gateway.TokenSettings.Issuer);

        TokenGatewayFixture.AssertAnswered(await gateway.QueryAsync($"Bearer {result.Output.Trim()}"));
    }

    public async ValueTask DisposeAsync() => await gateway.DisposeAsync();

    private static async Task<string> ReadSharedAsync(FileInfo file)
    {
        await using var stream = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    private Task<ExecutableResult> RunAsync(params string[] arguments) => Executable.RunAsync([.. arguments, "--data", data.FullName]);
}
