using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PartnerApi.Storage.Sqlite;

namespace PartnerApi.Storage.Tests;

/// <summary>The write-ahead log of SQLite is emptied while the gateway runs.</summary>
public sealed class WalTrimmingTests
{
    // The frames of a WAL show the order of transactions, and the ledger shows the order of requests. Together they would join rows to records.
    [Trait("Store", "Sqlite")]
    [Fact]
    public async Task Trimming_empties_the_WAL_of_a_running_gateway()
    {
        await using var gateway = await RunningGateway.StartAsync();
        await UseAsync(gateway);
        var log = new FileInfo(gateway.Services.GetRequiredService<StorageSettings>().DatabaseFile + "-wal");
        Assert.True(log.Length > 0);
        gateway.Services.GetServices<IHostedService>().OfType<WalTrimming>().Single().Trim();
        log.Refresh();
        Assert.Equal(0, log.Length);
        await UseAsync(gateway);
    }

    private static async Task UseAsync(RunningGateway gateway)
    {
        foreach (var card in MuseumGateway.Adults(Installation.CityToday).Take(2))
        {
            var input = new { card, purpose = "MEMBERSHIP", benefit = MuseumGateway.Benefit, idempotencyKey = MuseumGateway.NewKey() };
            var answer = await gateway.QueryAsync(
                "river-museum", "mutation($i: RedeemBenefitInput!) { redeemBenefit(input: $i) { redeemed } }", new { i = input });
            Assert.Empty(answer.Codes);
        }
    }
}
