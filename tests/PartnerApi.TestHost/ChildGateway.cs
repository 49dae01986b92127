using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace PartnerApi.TestHost;

/// <summary>The built program, serving in a separate process.</summary>
internal sealed class ChildGateway : IAsyncDisposable
{
    // Long, because starting takes long on a busy machine. This is not a performance limit.
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(10);

    private readonly Process process;
    private readonly Task<ExecutableResult> ended;

    private ChildGateway(Process process, string address)
    {
        this.process = process;
        ended = Executable.FinishAsync(process);
        Http = new HttpClient { BaseAddress = new Uri(address) };
    }

    /// <summary>A client for the gateway's address.</summary>
    public HttpClient Http { get; }

    /// <summary>Starts the gateway and waits until it is ready.</summary>
    public static Task<ChildGateway> StartAsync(Installation installation, params string[] arguments) =>
        StartAsync(installation.Start(arguments), installation.Address);

    /// <summary>Waits until a started process is ready.</summary>
    public static async Task<ChildGateway> StartAsync(Process process, string address)
    {
        var gateway = new ChildGateway(process, address);
        var started = Stopwatch.GetTimestamp();
        while (!await gateway.IsReadyAsync())
        {
            if (gateway.ended.IsCompleted) Assert.Fail("The gateway exited: " + (await gateway.ended).Error);
            Assert.True(Stopwatch.GetElapsedTime(started) < StartTimeout, "The gateway did not become ready in time.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
        return gateway;
    }

    /// <summary>Requests a token.</summary>
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

    /// <summary>Posts a GraphQL request.</summary>
    public async Task<Answer> QueryAsync(string token, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(response);
    }

    /// <summary>Sends a signal, such as TERM, and waits until the process exits.</summary>
    public async Task<ExecutableResult> StopAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        return await ended;
    }

    /// <summary>Kills the process at once, and waits until it exits. On a busy machine, starting another process for the signal takes long.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await ended;
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
