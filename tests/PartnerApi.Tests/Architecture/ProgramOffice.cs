using System.Text.Json;

namespace PartnerApi.Tests.Architecture;

/// <summary>An installation outside the sandbox, set up with the documented commands: a bank, a registrar, and cards.</summary>
public sealed class ProgramOffice : IAsyncLifetime
{
    /// <summary>The installation.</summary>
    internal Installation Installation { get; } = new();

    /// <summary>The secret of the client <c>first-bank</c>.</summary>
    public string Bank { get; private set; } = "";

    /// <summary>The secret of the client <c>front-desk</c>.</summary>
    public string Desk { get; private set; } = "";

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        TestDatabase.MakeEmpty(Installation.Folder.Data);
        Bank = await AddAsync("first-bank", "bank", "ACCOUNT_OPENING");
        Desk = await AddAsync("front-desk", "registrar", "CARD_CARE");
        var file = Installation.Folder.Write("registry.csv", MarkedCards.Csv(MarkedCards.All));
        await RunAsync("cards", "import", file);
        File.Delete(file);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Installation.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<string> AddAsync(string id, string audience, string purposes)
    {
        await RunAsync("partners", "add", id, "--name", id, "--audience", audience);
        await RunAsync("partners", "agreement", "set", id, "--purposes", purposes, "--from", "2026-01-01");
        var added = await RunAsync("clients", "add", id, "--partner", id, "--json");
        return JsonDocument.Parse(added.Output).RootElement.GetProperty("clientSecret").GetString()!;
    }

    private async Task<ExecutableResult> RunAsync(params string[] arguments)
    {
        var result = await Installation.RunAsync(arguments);
        Assert.True(result.ExitCode == 0, result.Error);
        return result;
    }
}
