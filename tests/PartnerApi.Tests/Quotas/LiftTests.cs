using PartnerApi.Policy;

namespace PartnerApi.Tests.Quotas;

/// <summary>The command <c>quotas lift</c>, beside running gateways.</summary>
[Trait("Store", "Either")]
public sealed class LiftTests
{
    private const string Card = "query($number: CardNumber!) { card(number: $number, purpose: ACCOUNT_OPENING) { valid } }";

    [Fact]
    public async Task Lift_ends_the_alarm_in_every_process_survives_a_restart_and_is_recorded()
    {
        await using var gateway = await RunningGateway.StartAsync(null, ("Quotas:MissAfter", "10"));
        await using var other = await gateway.StartBesideAsync();
        await RaiseAlarmAsync(gateway, first: 0);

        var lifted = await LiftAsync(gateway, "harbor-bank");
        Assert.Equal((0, ""), (lifted.ExitCode, lifted.Error));
        Assert.Matches("^Lifted the alarm of harbor-bank, which was due to end at 2\\d{3}-\\d\\d-\\d\\d \\d\\d:\\d\\dZ\\.", lifted.Output);
        await AnswersAsync(gateway);
        await AnswersAsync(other);

        var again = await LiftAsync(gateway, "harbor-bank");
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("The lookups of harbor-bank are not suspended.", again.Error, StringComparison.Ordinal);
        Assert.Single(Directory.EnumerateFiles(Path.Combine(gateway.Data, "disclosures"), "*.log"), HasLift);

        await other.DisposeAsync();
        await gateway.RestartAsync();
        Assert.Empty((await QueryAsync(gateway, 10)).Codes);

        // The lift ends only that alarm; the next one applies.
        await RaiseAlarmAsync(gateway, first: 20);
        await gateway.RestartAsync();
        Assert.Equal(["QUOTA_EXCEEDED"], (await QueryAsync(gateway, 10)).Codes);
    }

    [Fact]
    public async Task Lift_is_rejected_for_a_partner_without_an_alarm_and_an_unknown_partner()
    {
        await using var gateway = await RunningGateway.StartAsync();
        var none = await LiftAsync(gateway, "harbor-bank");
        Assert.Equal((1, "The lookups of harbor-bank are not suspended. Run 'quotas' to see suspended partners."), (none.ExitCode, none.Error.Trim()));
        var unknown = await LiftAsync(gateway, "no-bank");
        Assert.Equal((1, "The partner 'no-bank' does not exist. Run 'partners list' to see all partners."), (unknown.ExitCode, unknown.Error.Trim()));
        Assert.Equal(2, (await Executable.RunAsync("quotas", "lift")).ExitCode);
        Assert.Contains("PartnerApi quotas lift harbor-bank", (await Executable.RunAsync("quotas", "lift", "--help")).Output, StringComparison.Ordinal);
    }

    private static bool HasLift(string file)
    {
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd().Contains("\tharbor-bank\t-\t-\t-\tLIFT\t", StringComparison.Ordinal);
    }

    private static async Task RaiseAlarmAsync(RunningGateway gateway, int first)
    {
        Answer answer;
        do answer = await QueryAsync(gateway, first++);
        while (answer.Codes.Count == 0);
        Assert.Equal(["QUOTA_EXCEEDED"], answer.Codes);
    }

    // A process reads the records of the others after a delay.
    private static async Task AnswersAsync(RunningGateway gateway)
    {
        while ((await QueryAsync(gateway, 10)).Codes.Count > 0) await Task.Yield();
    }

    private static Task<ExecutableResult> LiftAsync(RunningGateway gateway, string partner) =>
        Executable.RunAsync("quotas", "lift", partner, "--data", gateway.Data);

    private static Task<Answer> QueryAsync(RunningGateway gateway, int index) =>
        gateway.QueryAsync("harbor-bank", Card, new { number = CardNumber.FromPayload(99_000_000_000_000 + index).Reveal() });
}
