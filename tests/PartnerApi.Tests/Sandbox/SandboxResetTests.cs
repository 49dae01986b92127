using System.Net;
using System.Text.Json;
using PartnerApi.Core;
using PartnerApi.Storage;

namespace PartnerApi.Tests.Sandbox;

/// <summary>The command <c>sandbox reset</c> removes what the sandbox wrote, and nothing else.</summary>
public sealed class SandboxResetTests
{
    // The command is for SQLite, also in a test run on PostgreSQL.
    private static Installation Sandbox(Installation installation) => installation.With(
        ("Secrets:Lookup:File", null), ("Secrets:Facts:File", null), ("Secrets:Record:File", null), (StorageSettings.PostgreSqlSetting, null));

    [Fact]
    public async Task Reset_removes_redemptions_and_the_ledger_and_keeps_keys_and_other_files()
    {
        using var installation = new Installation { Environment = "Development" };
        var sandbox = Sandbox(installation);
        var data = sandbox.Folder.Data;
        await using (var gateway = await ChildGateway.StartAsync(sandbox))
        {
            Assert.Equal(["redeemed"], await RedeemAsync(gateway));
            var running = await sandbox.RunAsync("sandbox", "reset");
            Assert.Equal(1, running.ExitCode);
            Assert.Contains("is running on", Assert.Single(running.ErrorLines), StringComparison.Ordinal);
            Assert.Equal(0, (await gateway.StopAsync("INT")).ExitCode);
        }
        var keys = Directory.EnumerateFiles(Path.Combine(data, "keys")).Order(StringComparer.Ordinal).ToList();
        await File.WriteAllTextAsync(Path.Combine(data, "notes.log"), "mine", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(data, "disclosures", "notes.txt"), "mine", TestContext.Current.CancellationToken);

        var result = await sandbox.RunAsync("sandbox", "reset");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("Removed partner-api.db\n", result.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(data, "partner-api.db")));
        Assert.Equal(["notes.txt"], Directory.EnumerateFiles(Path.Combine(data, "disclosures")).Select(Path.GetFileName));
        Assert.True(File.Exists(Path.Combine(data, "notes.log")));
        Assert.Equal(keys, Directory.EnumerateFiles(Path.Combine(data, "keys")).Order(StringComparer.Ordinal));

        await using var again = await ChildGateway.StartAsync(sandbox);
        Assert.Equal(["redeemed"], await RedeemAsync(again));
    }

    [Fact]
    public async Task Production_is_refused()
    {
        using var installation = new Installation();
        await RefusedAsync(installation, "only in the sandbox");
    }

    [Fact]
    public async Task Folder_without_a_sandbox_is_refused_and_not_changed()
    {
        using var installation = new Installation { Environment = "Development" };
        var sandbox = Sandbox(installation);
        await RefusedAsync(sandbox, "There is no sandbox in");
        Assert.False(Directory.Exists(sandbox.Folder.Data));

        // A database alone is not a sandbox: its secrets are elsewhere.
        Directory.CreateDirectory(sandbox.Folder.Data);
        var database = Path.Combine(sandbox.Folder.Data, "partner-api.db");
        await File.WriteAllTextAsync(database, "another database", TestContext.Current.CancellationToken);
        await RefusedAsync(sandbox, "There is no sandbox in");
        Assert.Equal([database], Directory.EnumerateFileSystemEntries(sandbox.Folder.Data));
    }

    [Fact]
    public async Task Keys_without_a_database_are_refused_and_nothing_is_created()
    {
        using var installation = new Installation { Environment = "Development" };
        var sandbox = Sandbox(installation);
        CopySecrets(installation);
        await RefusedAsync(sandbox, "There is no sandbox in");
        Assert.Equal(["keys"], Directory.EnumerateFileSystemEntries(sandbox.Folder.Data).Select(Path.GetFileName));
    }

    // A gateway's secrets may have been moved into the folder where a sandbox keeps its own. Its partners show that it is not a sandbox.
    [Fact]
    public async Task Database_without_the_partners_of_the_sandbox_is_refused_and_kept()
    {
        using var installation = new Installation { Environment = "Development" };
        var sandbox = Sandbox(installation);
        CopySecrets(installation);
        Assert.Equal(0, (await sandbox.RunAsync("partners", "add", "first-bank", "--name", "First Bank", "--audience", "bank")).ExitCode);
        await RefusedAsync(sandbox, "There is no sandbox in");
        Assert.Contains("First Bank", (await sandbox.RunAsync("partners", "list")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Running_import_is_refused_and_its_database_kept()
    {
        using var installation = new Installation { Environment = "Development" };
        var sandbox = Sandbox(installation);
        CopySecrets(installation);
        var database = Path.Combine(sandbox.Folder.Data, "partner-api.db");
        await File.WriteAllTextAsync(database, "not opened", TestContext.Current.CancellationToken);
        using var import = FileLock.Try(Path.Combine(sandbox.Folder.Data, StorageSettings.ImportLock));
        Assert.NotNull(import);
        await RefusedAsync(sandbox, "is running on");
        Assert.Equal("not opened", await File.ReadAllTextAsync(database, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Configured_secrets_are_refused()
    {
        using var installation = new Installation { Environment = "Development" };
        await RefusedAsync(installation.With((StorageSettings.PostgreSqlSetting, null)), "The section Secrets is set");
    }

    [Fact]
    public async Task PostgreSql_is_refused()
    {
        using var installation = new Installation { Environment = "Development" };
        await RefusedAsync(Sandbox(installation).With((StorageSettings.PostgreSqlSetting, "Host=127.0.0.1;Database=none;Username=none")), "selects PostgreSQL");
    }

    private static void CopySecrets(Installation installation)
    {
        var keys = Directory.CreateDirectory(Path.Combine(installation.Folder.Data, "keys")).FullName;
        foreach (var secret in (string[])["Lookup", "Facts", "Record"])
            File.Copy(installation.Settings[$"Secrets:{secret}:File"], Path.Combine(keys, $"{secret.ToLowerInvariant()}.secret"));
    }

    private static async Task RefusedAsync(Installation installation, string reason)
    {
        var result = await installation.RunAsync("sandbox", "reset");
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains(reason, Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }

    // The card can be redeemed once in a year, so a second redemption succeeds only in a new database.
    private static async Task<IReadOnlyList<string?>> RedeemAsync(ChildGateway gateway)
    {
        var token = await gateway.TokenAsync("river-museum", "sandbox");
        Assert.Equal(HttpStatusCode.OK, token.Status);
        var body = JsonSerializer.Serialize(new
        {
            query = "mutation($input: RedeemBenefitInput!) { redeemBenefit(input: $input) { redeemed reason } }",
            variables = new { input = new { card = "0000 0000 0000 0195", purpose = "MEMBERSHIP", benefit = MuseumGateway.Benefit, idempotencyKey = MuseumGateway.NewKey() } },
        });
        var answer = (await gateway.QueryAsync(token.Json.GetProperty("access_token").GetString()!, body)).Data("redeemBenefit");
        return [answer.GetProperty("redeemed").GetBoolean() ? "redeemed" : answer.GetProperty("reason").GetString()];
    }
}
