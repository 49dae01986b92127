using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace PartnerApi.TestHost;

/// <summary>
/// The real gateway with a self-signed certificate, on an https and an http port. Requests with the header <c>hold</c> are counted and do not return
/// until they are released, even if their clients disconnect. They simulate long-running work.
/// </summary>
internal sealed class TlsGateway : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource firstHeld = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int securePort = TokenGateway.FreePort();
    private WebApplication? app;
    private string? fingerprint;
    private int held;
    private int most;

    private TlsGateway()
    {
    }

    /// <summary>The http port.</summary>
    public int PlainPort { get; } = TokenGateway.FreePort();

    /// <summary>All log lines of the host, at the levels that its own filters pass.</summary>
    public CollectedLog Log { get; } = new();

    /// <summary>The host's services.</summary>
    public IServiceProvider Services => app!.Services;

    /// <summary>The highest number of concurrently held requests.</summary>
    public int MostHeld => Volatile.Read(ref most);

    /// <summary>Completes when a request is held for the first time: the server answers pings before it runs requests.</summary>
    public Task FirstHeld => firstHeld.Task;

    public static async Task<TlsGateway> StartAsync()
    {
        var gateway = new TlsGateway();
        var (certificate, key) = gateway.WriteCertificate();
        gateway.app = Gateway.Build(
            $"https://127.0.0.1:{gateway.securePort};http://127.0.0.1:{gateway.PlainPort}",
            gateway.folder.Data,
            builder =>
            {
                builder.Services.Remove(builder.Services.Single(service => service.ImplementationType == typeof(ConsoleLoggerProvider)));
                builder.Logging.AddProvider(gateway.Log).SetMinimumLevel(LogLevel.Trace);
                builder.Services.AddSingleton<IStartupFilter>(new Holding(gateway));
            },
            new Dictionary<string, string?>([
                new("Kestrel:Certificates:Default:Path", certificate), new("Kestrel:Certificates:Default:KeyPath", key),
                new("Statistics:ReleaseAutomatically", "false"), .. TestDatabase.Settings(gateway.folder.Data)]),
            Environments.Development);
        await gateway.app.StartAsync(TestContext.Current.CancellationToken);
        return gateway;
    }

    /// <summary>Releases the held requests. Later requests are not held.</summary>
    public void Release() => release.TrySetResult();

    /// <summary>Connects with TLS and negotiates one of these protocols.</summary>
    public async Task<SslStream> ConnectAsync(params SslApplicationProtocol[] protocols)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, securePort, TestContext.Current.CancellationToken);
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
        await stream.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                ApplicationProtocols = [.. protocols],
                RemoteCertificateValidationCallback = IsOurs,
            },
            TestContext.Current.CancellationToken);
        return stream;
    }

    /// <summary>Asserts that another client gets an answer, over either protocol.</summary>
    public async Task AssertOthersAnsweredAsync()
    {
        foreach (var version in (Version[])[HttpVersion.Version11, HttpVersion.Version20])
        {
            using var client = new HttpClient(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = IsOurs } })
            {
                DefaultRequestVersion = version,
                DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            };
            using var response = await client.GetAsync($"https://127.0.0.1:{securePort}/health/ready", TestContext.Current.CancellationToken);
            Assert.Equal((HttpStatusCode.OK, version), (response.StatusCode, response.Version));
        }
    }

    /// <summary>Asserts that the log has no warning and no stack trace.</summary>
    public void AssertQuiet()
    {
        Assert.All(Log.Text.Split('\n'), line => Assert.False(line.StartsWith("Warning ", StringComparison.Ordinal)
            || line.StartsWith("Error ", StringComparison.Ordinal) || line.StartsWith("Critical ", StringComparison.Ordinal), line));
        Assert.DoesNotContain("   at ", Log.Text, StringComparison.Ordinal);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Release();
        if (app is not null)
        {
            await app.StopAsync(CancellationToken.None);
            await app.DisposeAsync();
        }
        folder.Dispose();
    }

    private bool IsOurs(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        certificate?.GetCertHashString(HashAlgorithmName.SHA256) == fingerprint;

    private (string Certificate, string Key) WriteCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        fingerprint = certificate.GetCertHashString(HashAlgorithmName.SHA256);
        return (folder.Write("tls.pem", certificate.ExportCertificatePem()), folder.Write("tls.key", key.ExportPkcs8PrivateKeyPem()));
    }

    private sealed class Holding(TlsGateway gateway) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(async (context, inner) =>
            {
                if (context.Request.Headers.ContainsKey("hold"))
                {
                    var now = Interlocked.Increment(ref gateway.held);
                    for (var known = gateway.most; now > known; known = gateway.most) Interlocked.CompareExchange(ref gateway.most, now, known);
                    gateway.firstHeld.TrySetResult();
                    await gateway.release.Task;
                    Interlocked.Decrement(ref gateway.held);
                }
                await inner(context);
            });
            next(app);
        };
    }
}
