namespace PartnerApi.TestHost;

/// <summary>One gateway for all tests that only read. Tests that change partners, cards, or the clock start their own.</summary>
public sealed class SharedGateway : IAsyncLifetime
{
    /// <summary>The gateway.</summary>
    public RunningGateway Gateway { get; private set; } = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => Gateway = await RunningGateway.StartAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await Gateway.DisposeAsync();
}
