using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using PartnerApi.Identity.Credentials;

namespace PartnerApi.Identity.Tests;

/// <summary>The clock of a running gateway jumps ahead a year and back: used codes stay used, and tokens issued in between are not valid.</summary>
[Trait("Store", "Either")]
public sealed class ClockLeapTests : IAsyncLifetime
{
    private static readonly TimeSpan Year = TimeSpan.FromDays(365);

    private readonly ManualClock clock = new();
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private TokenGateway gateway = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        gateway = await TokenGateway.StartAsync(
            new() { ["Tokens:UsedAssertionsOfClient"] = "2" }, services => services.AddSingleton<TimeProvider>(clock));
        await SignInFlow.PrepareAsync(gateway);
        var file = Path.Combine(gateway.DataFolder, "client.pem");
        await File.WriteAllTextAsync(file, key.ExportSubjectPublicKeyInfoPem(), TestContext.Current.CancellationToken);
        await gateway.ChangeClientsAsync(clients => clients.AddKeyAsync(TokenGateway.Bank, PublicKeyFile.Read(file).Value, null, CancellationToken.None));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await gateway.DisposeAsync();
        key.Dispose();
    }

    [Fact]
    public async Task Assertion_is_accepted_once()
    {
        var (first, second) = (Assertion(), Assertion());
        Assert.Equal(HttpStatusCode.OK, await RequestAsync(first));
        Assert.Equal(HttpStatusCode.OK, await RequestAsync(second));
        clock.Leap(Year);
        Assert.Equal(HttpStatusCode.Unauthorized, await RequestAsync(Assertion()));
        clock.Leap(-Year);
        Assert.Equal(HttpStatusCode.Unauthorized, await RequestAsync(first));
        Assert.Equal(HttpStatusCode.Unauthorized, await RequestAsync(second));
    }

    [Fact]
    public async Task Code_is_accepted_once()
    {
        var flow = new SignInFlow(gateway);
        var (first, second) = (await flow.CodeAsync(), await flow.CodeAsync());
        Assert.Equal(HttpStatusCode.OK, (await flow.ExchangeAsync(first)).Status);
        Assert.Equal(HttpStatusCode.OK, (await flow.ExchangeAsync(second)).Status);
        clock.Leap(Year);
        var ahead = await flow.CodeAsync();
        Assert.Equal(HttpStatusCode.BadRequest, (await flow.ExchangeAsync(ahead)).Status);
        clock.Leap(-Year);
        Assert.Equal(HttpStatusCode.BadRequest, (await flow.ExchangeAsync(first)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await flow.ExchangeAsync(second)).Status);
    }

    [Fact]
    public async Task Code_issued_by_a_clock_ahead_is_rejected_before_its_time()
    {
        var flow = new SignInFlow(gateway);
        clock.Leap(Year);
        var ahead = await flow.CodeAsync();
        clock.Leap(-Year);
        Assert.Equal(HttpStatusCode.BadRequest, (await flow.ExchangeAsync(ahead)).Status);
    }

    [Fact]
    public async Task Token_verified_by_a_clock_ahead_is_rejected_before_its_time()
    {
        clock.Leap(Year);
        var token = await gateway.TokenAsync();
        TokenGatewayFixture.AssertAnswered(await gateway.QueryAsync($"Bearer {token}"));
        clock.Leap(-Year);
        Assert.Equal(HttpStatusCode.Unauthorized, (await gateway.QueryAsync($"Bearer {token}")).Status);
        TokenGatewayFixture.AssertAnswered(await gateway.QueryAsync($"Bearer {await gateway.TokenAsync()}"));
    }

    [Theory]
    [InlineData(20)]
    [InlineData(-20)]
    public async Task Clock_that_is_minutes_off_accepts_only_tokens_of_its_own_time(int minutes)
    {
        var token = await gateway.TokenAsync();
        clock.Leap(TimeSpan.FromMinutes(minutes));
        Assert.Equal(HttpStatusCode.Unauthorized, (await gateway.QueryAsync($"Bearer {token}")).Status);
        TokenGatewayFixture.AssertAnswered(await gateway.QueryAsync($"Bearer {await gateway.TokenAsync()}"));
        clock.Leap(TimeSpan.FromMinutes(-minutes));
        TokenGatewayFixture.AssertAnswered(await gateway.QueryAsync($"Bearer {token}"));
    }

    private string Assertion() => Assertions.Sign(key, TokenGateway.Bank, gateway.TokenSettings.Issuer, clock.GetUtcNow());

    private async Task<HttpStatusCode> RequestAsync(string assertion)
    {
        using var response = await gateway.RequestTokenAsync(new()
        {
            ["client_id"] = TokenGateway.Bank,
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ["client_assertion"] = assertion,
        });
        return response.StatusCode;
    }
}
