using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using PartnerApi.Tests.Commands;
using PartnerApi.Tests.Host;

namespace PartnerApi.Tests.House;

/// <summary>What an operator has outside the sandbox: a data folder, three secrets in files, and an environment.</summary>
internal sealed class Installation : IDisposable
{
    private static readonly string Assembly = Path.Combine(AppContext.BaseDirectory, "PartnerApi.dll");

    /// <summary>Makes the secrets, and picks a port.</summary>
    public Installation()
    {
        foreach (var secret in (string[])["Lookup", "Facts", "Record"])
        {
            var file = Folder.Write(secret + ".secret", Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            Settings[$"Secrets:{secret}:File"] = file;
        }
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Address = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        Settings["urls"] = Address;
        Settings["Data"] = Folder.Data;
    }

    /// <summary>The folder that holds it all.</summary>
    public TemporaryFolder Folder { get; } = new();

    /// <summary>Where the gateway listens.</summary>
    public string Address { get; }

    /// <summary>The settings; given as environment variables.</summary>
    public Dictionary<string, string> Settings { get; } = [];

    /// <summary>The value of ASPNETCORE_ENVIRONMENT.</summary>
    public string Environment { get; set; } = "Production";

    /// <summary>Runs a command to its end.</summary>
    public async Task<ExecutableResult> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        return await Executable.FinishAsync(process);
    }

    /// <summary>Starts a command.</summary>
    public Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Assembly, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            WorkingDirectory = Folder.Root,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = Environment;
        foreach (var (name, value) in Settings) start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        return Process.Start(start)!;
    }

    /// <inheritdoc/>
    public void Dispose() => Folder.Dispose();
}

/// <summary>The built program, serving in a process of its own.</summary>
internal sealed class ChildGateway : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly Task<ExecutableResult> ended;

    private ChildGateway(Process process, string address)
    {
        this.process = process;
        ended = Executable.FinishAsync(process);
        Http = new HttpClient { BaseAddress = new Uri(address) };
    }

    /// <summary>A client for its address.</summary>
    public HttpClient Http { get; }

    /// <summary>Starts it and waits until it is ready.</summary>
    public static async Task<ChildGateway> StartAsync(Installation installation, params string[] arguments)
    {
        var gateway = new ChildGateway(installation.Start(arguments), installation.Address);
        var started = Stopwatch.GetTimestamp();
        while (!await gateway.IsReadyAsync())
        {
            if (gateway.ended.IsCompleted) Assert.Fail("The gateway ended: " + (await gateway.ended).Error);
            Assert.True(Stopwatch.GetElapsedTime(started) < Patience, "The gateway is not ready.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
        return gateway;
    }

    /// <summary>Asks for a token.</summary>
    public async Task<Answer> TokenAsync(string client, string secret)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = client,
            ["client_secret"] = secret,
        });
        using var response = await Http.PostAsync("/connect/token", form, TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(response);
    }

    /// <summary>Asks a question by POST.</summary>
    public async Task<Answer> AskAsync(string token, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(response);
    }

    /// <summary>Sends a signal, such as TERM, and waits for the end.</summary>
    public async Task<ExecutableResult> StopAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        return await ended;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!ended.IsCompleted) process.Kill();
        await ended;
        process.Dispose();
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var response = await Http.GetAsync("/health/ready", TestContext.Current.CancellationToken);
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
