using System.Security.Cryptography;
using System.Text.Json.Nodes;
using PartnerApi.Sandbox;

namespace PartnerApi.Tests.Sandbox;

/// <summary>Outside the sandbox, nobody signs in with the sandbox's secrets and keys, which are published.</summary>
public sealed class PublishedCredentialsTests : IDisposable
{
    private readonly Installation installation = new();

    public static TheoryData<string> Keys => [.. SandboxPartners.Loaded.Select(partner => partner.PublicKeys).OfType<string>()];

    [Theory]
    [MemberData(nameof(Keys), DisableDiscoveryEnumeration = true)]
    public async Task Published_key_is_added_to_no_client(string set)
    {
        await installation.RunAsync("partners", "add", "hill-bank", "--name", "Hill Bank", "--audience", "bank");
        await installation.RunAsync("clients", "add", "hill-bank", "--partner", "hill-bank");

        // The same key under another id.
        var key = JsonNode.Parse(set)!["keys"]![0]!.DeepClone();
        key["kid"] = "mine";
        var file = installation.Folder.Write("key.json", key.ToJsonString());

        const string refusal = "The private key of 'mine' is published in the sandbox's documentation, so anyone could sign in with it. "
            + "Ask the partner to create a key pair.";
        var client = await installation.RunAsync("clients", "add", "hill-night", "--partner", "hill-bank", "--public-key", file);
        Assert.Equal((1, refusal), (client.ExitCode, client.Error.Trim()));
        var added = await installation.RunAsync("clients", "key", "add", "hill-bank", "--public-key", file);
        Assert.Equal((1, refusal), (added.ExitCode, added.Error.Trim()));
        var listed = JsonNode.Parse((await installation.RunAsync("clients", "list", "--json")).Output)!.AsArray();
        Assert.Equal(("hill-bank", 0), ((string?)Assert.Single(listed)!["id"], listed[0]!["keys"]!.AsArray().Count));
    }

    [Fact]
    public async Task Database_that_a_sandbox_filled_is_not_served_until_its_clients_are_suspended()
    {
        installation.Environment = "Development";
        await using (var sandbox = await ChildGateway.StartAsync(installation, "serve")) await sandbox.StopAsync("TERM");

        // A second key changes the stored text of the set.
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var file = installation.Folder.Write("second.pem", key.ExportSubjectPublicKeyInfoPem());
        Assert.Equal(0, (await installation.RunAsync("clients", "key", "add", "keyed-bank", "--public-key", file)).ExitCode);
        installation.Environment = "Production";

        using var refused = installation.Start("serve");
        var result = await Executable.FinishAsync(refused);
        var clients = SandboxPartners.Loaded.Where(partner => partner.ClientStatus == PartnerApi.Partners.PartnerStatus.Active).Select(partner => partner.Id)
            .Append(SandboxPartners.Analyst).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(1, result.ExitCode);
        Assert.Equal(
            $"Setting ASPNETCORE_ENVIRONMENT: the database has active clients with published secrets or keys of the sandbox: {string.Join(", ", clients)}. "
            + "Use another data folder, or suspend each with 'clients suspend'.",
            Assert.Single(result.ErrorLines));

        foreach (var client in clients)
        {
            Assert.Equal(0, (await installation.RunAsync("clients", "suspend", client)).ExitCode);
            var resumed = await installation.RunAsync("clients", "resume", client);
            Assert.Equal(
                (1, $"The client '{client}' has a published secret or key of the sandbox, so anyone could sign in with it. Add another client instead."),
                (resumed.ExitCode, resumed.Error.Trim()));
        }
        await using var production = await ChildGateway.StartAsync(installation, "serve");
        Assert.Equal(0, (await production.StopAsync("TERM")).ExitCode);
    }

    [Fact]
    public async Task Sandbox_does_not_fill_the_database_of_a_real_installation()
    {
        await installation.RunAsync("partners", "add", "hill-bank", "--name", "Hill Bank", "--audience", "bank");
        installation.Environment = "Development";
        using var refused = installation.Start("serve");
        var result = await Executable.FinishAsync(refused);
        Assert.Equal(
            (1, "Setting ASPNETCORE_ENVIRONMENT: the database has the partners of a real installation. Use another data folder and database for the sandbox."),
            (result.ExitCode, Assert.Single(result.ErrorLines)));
        installation.Environment = "Production";
        Assert.Single(JsonNode.Parse((await installation.RunAsync("partners", "list", "--json")).Output)!.AsArray());
    }

    public void Dispose() => installation.Dispose();
}
