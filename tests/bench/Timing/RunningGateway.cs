using System.Text.Json;
using PartnerApi.Sealing;

namespace PartnerApi.Bench.Timing;

/// <summary>The real gateway in sandbox mode, in this process, on a free port, with a temporary data folder.</summary>
internal sealed class RunningGateway : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly string data;

    private RunningGateway(WebApplication app, string data)
    {
        this.app = app;
        this.data = data;
        Address = new Uri(app.Urls.First());
    }

    /// <summary>The base address on which the gateway listens.</summary>
    public Uri Address { get; }

    /// <summary>Starts the gateway.</summary>
    /// <param name="postgreSql">The connection string of an empty database; null for SQLite.</param>
    /// <param name="slow">The card for which it takes longer; null for none.</param>
    /// <param name="spin">How much longer.</param>
    public static async Task<RunningGateway> StartAsync(string? postgreSql, TestCard? slow = null, TimeSpan spin = default)
    {
        Environment.SetEnvironmentVariable("ASPNETCORE_ENVIRONMENT", Environments.Development);
        // The check requests a few cards so often that it would look like harvesting.
        Environment.SetEnvironmentVariable("Quotas__CardsPerHour", "1000000000");
        Environment.SetEnvironmentVariable("Quotas__CardsPerDay", "1000000000");
        Environment.SetEnvironmentVariable("Quotas__EligibilityPerCard", "1000000000");
        Environment.SetEnvironmentVariable("Quotas__MissAfter", "1000000000");
        Environment.SetEnvironmentVariable("Quotas__AnswersPerHour", "1000000000");
        Environment.SetEnvironmentVariable("Quotas__AnswersPerDay", "1000000000");
        Environment.SetEnvironmentVariable("Quotas__RequestsPerSecond", "1000000");
        // Uses a memory file system if there is one, because each response waits for the disk, whose variations exceed the measured differences.
        const string memory = "/dev/shm";
        var data = Directory.Exists(memory)
            ? Directory.CreateDirectory(Path.Combine(memory, $"partner-api-timing-{Path.GetRandomFileName()}")).FullName
            : Directory.CreateTempSubdirectory("partner-api-timing-").FullName;
        var app = Gateway.Build("http://127.0.0.1:0", data, builder =>
        {
            builder.Logging.ClearProviders();
            builder.Configuration["Storage:PostgreSql"] = postgreSql;
            if (slow is not null) Slow(builder.Services, slow, spin);
        });
        await app.StartAsync();
        return new RunningGateway(app, data);
    }

    /// <summary>Requests an access token by client credentials.</summary>
    public async Task<string> TokenAsync(string client)
    {
        using var http = new HttpClient();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = client,
            ["client_secret"] = "sandbox",
        });
        using var response = await http.PostAsync(new Uri(Address, "/connect/token"), form);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString()!;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Disposal alone would not wait for background jobs, which could still write to the folder.
        await app.StopAsync(CancellationToken.None);
        await app.DisposeAsync();
        Directory.Delete(data, recursive: true);
    }

    private static void Slow(IServiceCollection services, TestCard slow, TimeSpan spin)
    {
        var real = services.Single(service => service.ServiceType == typeof(IKeyService)).ImplementationFactory!;
        services.AddSingleton<IKeyService>(provider => new SpinningKeys((IKeyService)real(provider), slow.Number, spin));
    }
}
