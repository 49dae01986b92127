using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using PartnerApi.Identity.Keys;

namespace PartnerApi.TestHost;

/// <summary>One gateway for a test class, with the expected rejection and a listener that must not get a request.</summary>
public sealed class TokenGatewayFixture : IAsyncLifetime
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private TokenResponse? refusal;

    internal TokenGateway Gateway { get; private set; } = null!;

    internal TokenForger TokenForger { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        listener.Start();
        Gateway = await TokenGateway.StartAsync();
        var key = Gateway.Services.GetRequiredService<IssuerKeys>().Signing;
        TokenForger = new TokenForger(key.ECDsa, key.KeyId, Gateway.TokenSettings.Issuer)
        {
            Listener = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}",
        };
        refusal = await Gateway.QueryAsync();
    }

    /// <summary>Asserts a 401 with the same body and header names as without a token, and that the listener got no request.</summary>
    internal void AssertRefused(TokenResponse answer)
    {
        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.Equal("Bearer", answer.Challenge);
        Assert.Equal(refusal, answer);
        Assert.False(listener.Pending(), "The gateway sent a request to an address from a token.");
    }

    internal static void AssertAnswered(TokenResponse answer)
    {
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Contains("\"audience\":\"bank\"", answer.Body, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        listener.Dispose();
    }
}
