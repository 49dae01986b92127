using System.Net;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace PartnerApi.Identity.Tests;

public class PipelineTests
{
    [Fact]
    public async Task Issuer_handles_only_requests_for_its_own_paths()
    {
        var calls = new Calls();
        await using var gateway = await TokenGateway.StartAsync(services: services => services
            .AddSingleton(calls).AddSingleton<IAuthenticationSchemeProvider, CountingSchemes>());

        TokenGatewayFixture.AssertAnswered(await gateway.QueryAsync($"Bearer {await gateway.TokenAsync()}"));
        Assert.Equal(1, calls.Count);

        Assert.Equal(HttpStatusCode.OK, (await gateway.Client.GetAsync("/.well-known/jwks", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await gateway.Client.GetAsync("/health/live", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(2, calls.Count);
    }

    // It would write keys into the home folder.
    [Fact]
    public async Task Data_protection_is_not_started()
    {
        await using var gateway = await TokenGateway.StartAsync();

        var started = gateway.Services.GetServices<IHostedService>().Select(service => service.GetType().Name);
        Assert.DoesNotContain("DataProtectionHostedService", started);
    }

    private sealed class Calls
    {
        public int Count { get; set; }
    }

    /// <summary>Counts calls of the authentication middleware, which reads these schemes first for every request.</summary>
    private sealed class CountingSchemes(IOptions<AuthenticationOptions> options, Calls calls) : AuthenticationSchemeProvider(options)
    {
        public override Task<IEnumerable<AuthenticationScheme>> GetRequestHandlerSchemesAsync()
        {
            calls.Count++;
            return base.GetRequestHandlerSchemesAsync();
        }
    }
}
