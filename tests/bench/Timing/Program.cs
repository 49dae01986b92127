using PartnerApi.Bench.Timing;

// Can a partner tell by time, or by bytes, why a card is not valid? Two gateways are asked: the real one, where it must not be possible, and one that
// takes 20 microseconds longer over the card that was never issued, where this check has to see it.
var checks = new Checks();
await using (var real = await RunningGateway.StartAsync())
{
    foreach (var request in GatewayRequest.All)
    {
        using var asking = await Asking.AboutAsync(real, request);
        checks.Expect($"{request.Name}: same bytes", asking.AnswersAreTheSame(), asking.DifferentAnswer);
        checks.Compare(request, asking, TestCard.Kinds, slow: null);
    }
}

await using (var mutant = await RunningGateway.StartAsync(slow: TestCard.NeverIssued, spin: TimeSpan.FromMicroseconds(20)))
{
    foreach (var request in GatewayRequest.All)
    {
        using var asking = await Asking.AboutAsync(mutant, request);
        checks.Compare(request, asking, TestCard.Kinds, slow: TestCard.NeverIssued);
    }
}
return checks.Finish();
