using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PartnerApi.Storage;

namespace PartnerApi.TestHost;

/// <summary>The real host in the sandbox, on a real port, with a temporary data folder.</summary>
public sealed class RunningGateway : IAsyncDisposable
{
    private readonly TemporaryFolder folder;
    private readonly bool ownsFolder;
    private readonly Action<WebApplicationBuilder>? configure;
    private readonly Dictionary<string, string?> settings;
    // A token is replaced this long before it expires, so that it outlives the request that it is fetched for.
    private static readonly TimeSpan TokenReserve = TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<(string Client, string? Scope), (string Token, DateTimeOffset Begins, DateTimeOffset Ends)> tokens = [];

    private WebApplication? app;

    private RunningGateway(
        TemporaryFolder folder, Action<WebApplicationBuilder>? configure, Dictionary<string, string?> settings, bool ownsFolder)
    {
        (this.folder, this.configure, this.settings, this.ownsFolder) = (folder, configure, settings, ownsFolder);
        Address = $"http://127.0.0.1:{FreePort()}";
        Http = new HttpClient { BaseAddress = new Uri(Address) };
    }

    /// <summary>The base address on which the gateway listens.</summary>
    public string Address { get; }

    /// <summary>A client for the gateway's address.</summary>
    public HttpClient Http { get; }

    /// <summary>All log lines of the host, at every level.</summary>
    public CollectedLog Log { get; } = new();

    /// <summary>The data folder.</summary>
    public string Data => folder.Root;

    /// <summary>The host's services.</summary>
    public IServiceProvider Services => app!.Services;

    /// <summary>Starts a gateway.</summary>
    /// <param name="configure">Changes to the host, such as another clock.</param>
    /// <param name="settings">Settings that differ from the sandbox's.</param>
    public static async Task<RunningGateway> StartAsync(
        Action<WebApplicationBuilder>? configure = null, params (string Name, string? Value)[] settings)
    {
        Environment.SetEnvironmentVariable("ASPNETCORE_ENVIRONMENT", "Development");
        return await StartAsync(new RunningGateway(
            new TemporaryFolder(), configure, settings.ToDictionary(setting => setting.Name, setting => setting.Value), ownsFolder: true));
    }

    /// <summary>Starts a second host on the same data folder; dispose it before this one.</summary>
    /// <param name="changed">Settings that differ from this host's.</param>
    public Task<RunningGateway> StartBesideAsync(params (string Name, string? Value)[] changed)
    {
        var all = new Dictionary<string, string?>(settings);
        foreach (var (name, value) in changed) all[name] = value;
        return StartAsync(new RunningGateway(folder, configure, all, ownsFolder: false));
    }

    private static async Task<RunningGateway> StartAsync(RunningGateway gateway)
    {
        try
        {
            await gateway.StartHostAsync();
            return gateway;
        }
        catch
        {
            await gateway.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops the host, as SIGTERM does, and starts another on the same data folder and address.</summary>
    public async Task RestartAsync()
    {
        await StopHostAsync();
        await StartHostAsync();
    }

    /// <summary>Stops a host that was started on SQLite, moves its data to the empty database of the test run, and starts another on that.</summary>
    internal async Task<T> MoveAsync<T>(Func<string, Task<T>> move)
    {
        await StopHostAsync();
        TestDatabase.MakeEmpty(Data);
        var moved = await move(Data);
        settings.Remove(StorageSettings.PostgreSqlSetting);
        await StartHostAsync();
        return moved;
    }

    /// <summary>An access token of a sandbox client, cached until shortly before it expires by the gateway's clock.</summary>
    public async Task<string> TokenAsync(string client, string? scope = null)
    {
        var now = Services.GetRequiredService<TimeProvider>().GetUtcNow();
        if (tokens.TryGetValue((client, scope), out var known) && now >= known.Begins && now < known.Ends - TokenReserve) return known.Token;
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = client,
            ["client_secret"] = "sandbox",
        };
        if (scope is not null) form["scope"] = scope;
        using var response = await Http.PostAsync("/connect/token", new FormUrlEncodedContent(form), TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == HttpStatusCode.OK, body);
        var json = JsonDocument.Parse(body).RootElement;
        var token = json.GetProperty("access_token").GetString()!;
        tokens[(client, scope)] = (token, now, now.AddSeconds(json.GetProperty("expires_in").GetInt32()));
        return token;
    }

    /// <summary>Sends a GraphQL request with a token of the client.</summary>
    public async Task<Answer> QueryAsync(string client, string query, object? variables = null, string? operationName = null, string? scope = null)
    {
        var body = JsonSerializer.Serialize(new { query, variables, operationName });
        return await SendAsync(await TokenAsync(client, scope), body);
    }

    /// <summary>Posts a body unchanged.</summary>
    public async Task<Answer> SendAsync(string? token, string body, string accept = "application/json", string contentType = "application/json")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql");
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        using var response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(response);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await StopHostAsync();
        if (ownsFolder) folder.Dispose();
    }

    private async Task StartHostAsync()
    {
        app = Gateway.Build(Address, folder.Root, builder =>
        {
            builder.Logging.ClearProviders();
            builder.Logging.AddProvider(Log);
            configure?.Invoke(builder);
        }, new Dictionary<string, string?>([.. Defaults().Where(setting => !settings.ContainsKey(setting.Key)), .. settings]));
        await app.StartAsync(TestContext.Current.CancellationToken);
    }

    // Releases and many cards slow startup by seconds, so tests that need them enable them. Tests send as many requests as they can, concurrently.
    private IEnumerable<KeyValuePair<string, string?>> Defaults() =>
        [.. TestDatabase.Settings(folder.Root), new("Statistics:ReleaseAutomatically", "false"), new("Sandbox:Cards", $"{Installation.SandboxCards}"),
            new("Quotas:RequestsPerSecond", "1000000"), new("Quotas:Concurrent", "1000")];

    private async Task StopHostAsync()
    {
        if (app is null) return;
        await app.StopAsync(CancellationToken.None);
        await app.DisposeAsync();
        app = null;
    }

    private static int FreePort() => FreePorts.Next();
}
