using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PartnerApi.Core;
using PartnerApi.Identity;
using PartnerApi.Identity.Credentials;
using PartnerApi.Partners;
using PartnerApi.Policy;
using PartnerApi.Storage;

namespace PartnerApi.TestHost;

/// <summary>The real gateway on a free port, with an empty temporary data folder, one bank, and a log of every level.</summary>
internal sealed class TokenGateway : IAsyncDisposable
{
    public const string Bank = "harbor-bank";
    public const string BankSecret = "correct-horse-battery-staple-9f3a";
    public static readonly string[] BankScopes = [.. Audiences.Find("bank")!.Scopes.Order(StringComparer.Ordinal)];

    private const int ShortestSecret = 20;

    // A test's request rate depends on the machine, so it must not reach the limits.
    private static readonly Dictionary<string, string?> Defaults = new() { ["Quotas:RequestsPerSecond"] = "1000000", ["Quotas:Concurrent"] = "1000" };

    private readonly ConcurrentBag<string> sent = [BankSecret];
    private readonly WebApplication app;
    private readonly DirectoryInfo data;

    private TokenGateway(WebApplication app, DirectoryInfo data, string url, CollectedLog log)
    {
        this.app = app;
        this.data = data;
        Log = log;
        Client = new HttpClient(Handler()) { BaseAddress = new Uri(url) };
    }

    public HttpClient Client { get; }

    public CollectedLog Log { get; }

    public string DataFolder => data.FullName;

    public IServiceProvider Services => app.Services;

    public TokenSettings TokenSettings => Services.GetRequiredService<TokenSettings>();

    public static async Task<TokenGateway> StartAsync(
        Dictionary<string, string?>? settings = null, Action<IServiceCollection>? services = null, DirectoryInfo? folder = null)
    {
        var data = folder ?? Directory.CreateTempSubdirectory("partner-api-tokens-");
        var log = new CollectedLog();
        var url = $"http://127.0.0.1:{FreePort()}";
        var app = Gateway.Build(
            url,
            data.FullName,
            builder =>
            {
                builder.Logging.ClearProviders().AddProvider(log).SetMinimumLevel(LogLevel.Trace);
                builder.Services.Configure<LoggerFilterOptions>(options => options.Rules.Clear());
                services?.Invoke(builder.Services);
            },
            new Dictionary<string, string?>([.. Defaults, .. Secrets(data), .. TestDatabase.Settings(data.FullName), .. settings ?? []]),
            Environments.Production);
        await app.StartAsync();
        var gateway = new TokenGateway(app, data, url, log);
        if (gateway.Services.GetRequiredService<PartnerDirectory>().Load().FindClient(Bank) is null)
            await gateway.AddPartnerAsync(Bank, "bank", BankSecret);
        return gateway;
    }

    /// <summary>Adds a partner with an agreement in force, and one client of the same name.</summary>
    public async Task AddPartnerAsync(string id, string audience, string secret)
    {
        var sectorKeys = Services.GetRequiredService<SectorKeys>();
        await Services.GetRequiredService<GatewayWriter>().WriteAsync(context =>
        {
            context.Add(new Partner { Id = id, Name = id, Audience = audience, SectorKey = sectorKeys.Create(id) });
            context.Add(new Agreement { PartnerId = id, From = new DateOnly(2020, 1, 1), Purposes = [Purpose.AccountOpening] });
            if (!TokenSettings.IsExternal) return;
            context.Add(new Client { Id = id, PartnerId = id });
            context.Find<Generation>(DirectoryGeneration.Name)!.Value++;
        });
        if (!TokenSettings.IsExternal) await ChangeClientsAsync(clients => clients.AddAsync(id, id, secret, CancellationToken.None));
    }

    /// <summary>Changes a client. The change must not be rejected.</summary>
    public async Task<ClientListing> ChangeClientsAsync(Func<ClientRegistry, Task<Outcome<ClientListing, ClientRejection>>> change) =>
        (await UseClientsAsync(change)).Value;

    public async Task<T> UseClientsAsync<T>(Func<ClientRegistry, Task<T>> use)
    {
        await using var scope = Services.CreateAsyncScope();
        return await use(scope.ServiceProvider.GetRequiredService<ClientRegistry>());
    }

    /// <summary>All clients and accounts, as JSON.</summary>
    public async Task<string> ListClientsAsync()
    {
        var listed = JsonSerializer.Serialize(await UseClientsAsync(clients => clients.ListAsync(CancellationToken.None)));
        return listed + JsonSerializer.Serialize(await Services.GetRequiredService<AccountRegistry>().ListAsync(CancellationToken.None));
    }

    /// <summary>Requests a new token of the bank.</summary>
    public async Task<string> TokenAsync()
    {
        using var response = await RequestTokenAsync(new() { ["client_id"] = Bank, ["client_secret"] = BankSecret });
        var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var token = json.RootElement.GetProperty("access_token").GetString()!;
        sent.Add(token);
        return token;
    }

    public Task<HttpResponseMessage> RequestTokenAsync(Dictionary<string, string> form, AuthenticationHeaderValue? authorization = null)
    {
        if (form.TryGetValue("client_assertion", out var assertion)) sent.Add(assertion);
        var request = new HttpRequestMessage(HttpMethod.Post, "/connect/token")
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>(form) { ["grant_type"] = "client_credentials" }),
        };
        request.Headers.Authorization = authorization;
        return Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>Queries the viewer's audience with these <c>Authorization</c> headers.</summary>
    public async Task<TokenResponse> QueryAsync(params string[] authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql")
        {
            Content = new StringContent("""{"query":"{ viewer { audience } }"}""", Encoding.UTF8, "application/json"),
        };
        foreach (var value in authorization)
        {
            sent.Add(value);
            request.Headers.TryAddWithoutValidation("Authorization", value);
        }
        return await QueryAsync(request);
    }

    public async Task<TokenResponse> QueryAsync(HttpRequestMessage request)
    {
        using var response = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        var headers = response.Headers.Concat(response.Content.Headers).Select(header => header.Key).Order(StringComparer.Ordinal);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new TokenResponse(response.StatusCode, body, string.Join(' ', headers), response.Headers.WwwAuthenticate.ToString());
    }

    /// <summary>Asserts that the log contains no secret and no signature (the last part of a token) that was sent.</summary>
    public void AssertNothingSecretLogged()
    {
        var log = Log.Text;
        foreach (var proof in sent.Select(value => value.Split(' ', '.')[^1]).Where(proof => proof.Length > ShortestSecret))
            Assert.DoesNotContain(proof, log, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        AssertNothingSecretLogged();
        data.Delete(recursive: true);
    }

    /// <summary>Stops the gateway and keeps its data folder.</summary>
    public async Task StopAsync()
    {
        Client.Dispose();

        // Disposal alone would not wait for background jobs, which could still write to the data folder.
        await app.StopAsync(CancellationToken.None);
        await app.DisposeAsync();
    }

    /// <summary>Writes secret files to the sandbox's paths, so that commands on the same data folder use the same secrets.</summary>
    private static IEnumerable<KeyValuePair<string, string?>> Secrets(DirectoryInfo data)
    {
        var folder = data.CreateSubdirectory("keys");
        foreach (var name in (string[])["Lookup", "Facts", "Record"])
        {
            var file = Path.Combine(folder.FullName, $"{name.ToLowerInvariant()}.secret");
            File.WriteAllText(file, Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(name))));
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            yield return KeyValuePair.Create<string, string?>($"Secrets:{name}:File", file);
        }
    }

    // Encodes header values as UTF-8, as a hostile client may.
    private static SocketsHttpHandler Handler() =>
        new() { AllowAutoRedirect = false, UseCookies = false, RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8 };

    public static int FreePort() => FreePorts.Next();
}

/// <summary>A response. <paramref name="Headers"/> has the header names only.</summary>
internal sealed record TokenResponse(HttpStatusCode Status, string Body, string Headers, string Challenge);
