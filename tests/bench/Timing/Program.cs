using PartnerApi.Bench.Timing;
using PartnerApi.TestHost;

// Checks that neither the time nor the bytes of a response reveal why a card is not valid, on both stores. Measures two gateways on each: the real one, which
// must reveal nothing, and one that takes 20 microseconds longer for the card that was never issued, which this check must detect. With 1,200 requests in a
// series, a noisy machine hid the 20 microseconds on PostgreSQL. Also checks how much memory the gateway allocates for a request.
var checks = new Checks();
await CheckAsync("SQLite", _ => null, 2_000);
using (var server = new PostgresServer()) await CheckAsync("PostgreSQL", name => server.Create(name), 3_000);
return checks.Finish();

async Task CheckAsync(string store, Func<string, string?> database, int perSeries)
{
    await using (var real = await RunningGateway.StartAsync(database("real")))
    {
        if (store == "SQLite") await Allocations.CheckAsync(real, checks);
        foreach (var request in GatewayRequest.All)
        {
            using var run = await TimingRun.StartAsync(real, request);
            checks.Expect($"{store} gateway {request.Name}: same bytes", run.ResponsesAreEqual(), run.DifferentResponse);
            checks.Compare($"{store} gateway {request.Name}", run, perSeries, slow: null);
        }
    }

    await using var mutant = await RunningGateway.StartAsync(database("mutant"), slow: TestCard.NeverIssued, spin: TimeSpan.FromMicroseconds(20));
    foreach (var request in GatewayRequest.All)
    {
        using var run = await TimingRun.StartAsync(mutant, request);
        checks.Compare($"{store} mutant {request.Name}", run, perSeries, slow: TestCard.NeverIssued);
    }
}
