using System.Text.Json;

namespace PartnerApi.Identity.Tests;

/// <summary>The command <c>accounts</c>, run on the data folder of a gateway.</summary>
public sealed class AccountCommandsTests : IAsyncLifetime
{
    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("partner-api-accounts-");
    private TokenGateway gateway = null!;

    public async ValueTask InitializeAsync()
    {
        gateway = await TokenGateway.StartAsync(folder: data);
        await SignInFlow.PrepareAsync(gateway);
    }

    [Fact]
    public async Task Added_account_can_sign_in_and_removed_account_cannot()
    {
        var added = await RunAsync(SignInFlow.Password + "\n", "accounts", "add", "bert", "--partner", SignInFlow.Partner);
        Assert.Equal((0, "Added the account bert.\n", ""), (added.ExitCode, added.Output, added.Error));
        await new SignInFlow(gateway).CodeAsync("bert");
        var listed = JsonDocument.Parse((await RunAsync(null, "accounts", "list", "--json")).Output).RootElement.EnumerateArray();
        Assert.Equal(["ana", "bert"], listed.Select(account => account.GetProperty("name").GetString()));

        Assert.Equal(0, (await RunAsync(null, "accounts", "remove", "bert")).ExitCode);
        using var refused = await new SignInFlow(gateway).PostAsync("bert", SignInFlow.Password);
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.DoesNotContain("bert", (await RunAsync(null, "accounts", "list")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_of_clients_has_no_accounts()
    {
        var clients = JsonDocument.Parse((await RunAsync(null, "clients", "list", "--json")).Output).RootElement.EnumerateArray()
            .Select(client => client.GetProperty("id").GetString()).ToList();
        Assert.Contains("harbor-bank", clients);
        Assert.DoesNotContain("ana", clients);
    }

    public static TheoryData<string, string, string[]> Refusals => new()
    {
        { "A password must have at least 12 characters.", "short", ["accounts", "add", "new", "--partner", SignInFlow.Partner] },
        { "A password must have at least 12 characters.", "", ["accounts", "add", "new", "--partner", SignInFlow.Partner] },
        { "A client or account 'ana' already exists. Choose another name.", SignInFlow.Password, ["accounts", "add", "ana", "--partner", SignInFlow.Partner] },
        { "A client or account 'harbor-bank' already exists. Choose another name.", SignInFlow.Password, ["accounts", "add", "harbor-bank", "--partner", SignInFlow.Partner] },
        { "A client or account 'statistics-pages' already exists. Choose another name.", SignInFlow.Password, ["accounts", "add", "statistics-pages", "--partner", SignInFlow.Partner] },
        { "The client 'statistics-pages' already exists.", "", ["clients", "add", "statistics-pages", "--partner", SignInFlow.Partner] },
        { "The partner 'nobody' does not exist. Run 'partners list' to see all partners.", SignInFlow.Password, ["accounts", "add", "new", "--partner", "nobody"] },
        { "Only partners of the audience analyst have accounts; harbor-bank has the audience bank.", SignInFlow.Password, ["accounts", "add", "new", "--partner", "harbor-bank"] },
        { "An account name must have 1 to 64 lower-case letters, digits and hyphens.", SignInFlow.Password, ["accounts", "add", "Ana", "--partner", SignInFlow.Partner] },
        { "The account 'nobody' does not exist. Run 'accounts list' to see all accounts.", "", ["accounts", "remove", "nobody"] },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Error_is_one_line_and_changes_nothing(string line, string input, string[] arguments)
    {
        var before = await gateway.ListClientsAsync();
        var result = await RunAsync(input, arguments);
        Assert.Equal(1, result.ExitCode);
        Assert.Equal(line, Assert.Single(result.ErrorLines));
        Assert.Equal(before, await gateway.ListClientsAsync());
    }

    public async ValueTask DisposeAsync() => await gateway.DisposeAsync();

    private Task<ExecutableResult> RunAsync(string? input, params string[] arguments) =>
        Executable.RunWithInputAsync(input, [.. arguments, "--data", data.FullName]);
}
