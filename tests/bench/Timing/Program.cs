using PartnerApi.Bench.Timing;

// Checks that neither the time nor the bytes of a response reveal why a card is not valid. Measures two gateways: the real one, which must reveal nothing,
// and one that takes 20 microseconds longer for the card that was never issued, which this check must detect.
var checks = new Checks();
await using (var real = await RunningGateway.StartAsync())
{
    foreach (var request in GatewayRequest.All)
    {
        using var run = await TimingRun.StartAsync(real, request);
        checks.Expect($"{request.Name}: same bytes", run.ResponsesAreEqual(), run.DifferentResponse);
        checks.Compare(request, run, TestCard.Kinds, slow: null);
    }
}

await using (var mutant = await RunningGateway.StartAsync(slow: TestCard.NeverIssued, spin: TimeSpan.FromMicroseconds(20)))
{
    foreach (var request in GatewayRequest.All)
    {
        using var run = await TimingRun.StartAsync(mutant, request);
        checks.Compare(request, run, TestCard.Kinds, slow: TestCard.NeverIssued);
    }
}
return checks.Finish();
