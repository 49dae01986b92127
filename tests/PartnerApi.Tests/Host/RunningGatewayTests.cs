using Microsoft.Extensions.DependencyInjection;

namespace PartnerApi.Tests.Host;

/// <summary>The gateway helper of the tests works however long a test class runs.</summary>
public sealed class RunningGatewayTests
{
    [Fact]
    public async Task Token_is_replaced_before_it_expires()
    {
        var clock = new OffsetClock();
        await using var gateway = await RunningGateway.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var first = await gateway.TokenAsync("harbor-bank");
        Assert.Equal(first, await gateway.TokenAsync("harbor-bank"));

        clock.Set(clock.GetUtcNow().AddMinutes(11));
        Assert.Empty((await gateway.QueryAsync("harbor-bank", "{ viewer { client } }")).Codes);
        Assert.NotEqual(first, await gateway.TokenAsync("harbor-bank"));
    }
}
