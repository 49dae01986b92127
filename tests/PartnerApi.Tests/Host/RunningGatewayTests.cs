using Microsoft.Extensions.DependencyInjection;
using PartnerApi.Tests.GraphQL;

namespace PartnerApi.Tests.Host;

/// <summary>The tests' own gateway: how long a class of tests runs must not decide whether it passes.</summary>
public sealed class RunningGatewayTests
{
    [Fact]
    public async Task Token_is_replaced_before_it_ends()
    {
        var clock = new SettableClock();
        await using var gateway = await RunningGateway.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var first = await gateway.TokenAsync("harbor-bank");
        Assert.Equal(first, await gateway.TokenAsync("harbor-bank"));

        clock.Set(clock.GetUtcNow().AddMinutes(11));
        Assert.Empty((await gateway.QueryAsync("harbor-bank", "{ viewer { client } }")).Codes);
        Assert.NotEqual(first, await gateway.TokenAsync("harbor-bank"));
    }
}
