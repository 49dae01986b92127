using System.Net;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace PartnerApi.Tests.Tokens;

public class PipelineTests
{
    [Fact]
    public async Task Issuer_looks_at_requests_for_its_own_addresses_only()
    {
        var looks = new Looks();
        await using var gateway = await TokenGateway.StartAsync(services: services => services
            .AddSingleton(looks).AddSingleton<IAuthenticationSchemeProvider, CountingSchemes>());

        TokenGatewayFixture.AssertAnswered(await gateway.QueryAsync($"Bearer {await gateway.TokenAsync()}"));
        Assert.Equal(1, looks.Count);

        Assert.Equal(HttpStatusCode.OK, (await gateway.Client.GetAsync("/.well-known/jwks", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await gateway.Client.GetAsync("/health/live", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(2, looks.Count);
    }

    [Fact]
    public async Task Data_protection_which_would_write_keys_into_the_home_folder_is_not_started()
    {
        await using var gateway = await TokenGateway.StartAsync();

        var started = gateway.Services.GetServices<IHostedService>().Select(service => service.GetType().Name);
        Assert.DoesNotContain("DataProtectionHostedService", started);
    }

    private sealed class Looks
    {
        public int Count { get; set; }
    }

    /// <summary>The authentication middleware asks for these schemes first thing at every request that reaches it.</summary>
    private sealed class CountingSchemes(IOptions<AuthenticationOptions> options, Looks looks) : AuthenticationSchemeProvider(options)
    {
        public override Task<IEnumerable<AuthenticationScheme>> GetRequestHandlerSchemesAsync()
        {
            looks.Count++;
            return base.GetRequestHandlerSchemesAsync();
        }
    }
}
