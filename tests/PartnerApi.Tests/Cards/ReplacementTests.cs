using Microsoft.Extensions.DependencyInjection;
using PartnerApi.Policy;
using PartnerApi.Registry;

namespace PartnerApi.Tests.Cards;

/// <summary>Replaced cards end to end: from the column <c>replaces</c> of an export to the answers over HTTP.</summary>
public sealed class ReplacementTests
{
    private const string NeverIssued = "0000000000000680";
    private const string Fields = "valid expiresOn subject eligibility(benefit: \"river-museum-membership\") { eligible }";
    private const string Redeem = "mutation($i: RedeemBenefitInput!) { redeemBenefit(input: $i) { redeemed reason redemption { subject } } }";
    private const string Used = "{ viewer { quota { cardsLeftThisHour cardsLeftToday answersLeftThisHour answersLeftToday suspendedUntil } } }";

    private static readonly RegistryLine Old = TestLines.Line(900_001), New = TestLines.Line(900_002, name: Old.LegalName) with { Replaces = Old.Number };
    private static readonly RegistryLine Lost = TestLines.Line(900_003), Stranger = TestLines.Line(900_004);

    [Fact]
    public async Task Imported_replacement_keeps_holder_and_redemptions_and_invalidates_the_old_card()
    {
        await using var gateway = await StartAsync();
        var redeemed = await RedeemAsync(gateway, Old);
        Assert.True(redeemed.Data("redeemBenefit", "redeemed").GetBoolean(), redeemed.Body);
        var subject = redeemed.Data("redeemBenefit", "redemption", "subject").GetString();
        Assert.Equal(subject, (await QueryAsync(gateway, Old)).Data("card", "subject").GetString());

        await ReplaceAsync(gateway);
        Assert.Equal((await gateway.QueryCardAsync("river-museum", Fields, number: NeverIssued)).Body, (await QueryAsync(gateway, Old)).Body);
        var queried = await QueryAsync(gateway, New);
        Assert.True(queried.Data("card", "valid").GetBoolean());
        Assert.Equal(subject, queried.Data("card", "subject").GetString());
        Assert.Equal("ALREADY_REDEEMED", (await RedeemAsync(gateway, New)).Data("redeemBenefit", "reason").GetString());
        Assert.Equal("NOT_ELIGIBLE", (await RedeemAsync(gateway, Old)).Data("redeemBenefit", "reason").GetString());
        var status = await gateway.QueryAsync("river-museum", "query($ids: [ID!]!) { subjects(ids: $ids) { valid } }", new { ids = new[] { subject } });
        Assert.True(status.Data("subjects", 0, "valid").GetBoolean());

        // Registrars see why a card is not valid.
        Assert.Equal("REPLACED", (await gateway.QueryCardAsync("card-registrar", "status", number: Old.Number.Reveal())).Data("card", "status").GetString());
        Assert.Equal("ACTIVE", (await gateway.QueryCardAsync("card-registrar", "status", number: New.Number.Reveal())).Data("card", "status").GetString());
    }

    [Fact]
    public async Task Two_cards_of_one_holder_use_the_quota_like_cards_of_two_strangers()
    {
        // With a stopped clock, both alarms end in the same second.
        await using var gateway = await StartAsync(("Quotas:MissAfter", "3"));
        await ReplaceAsync(gateway);
        Assert.Equal(await UseAsync(gateway, "hill-museum", Lost, Stranger), await UseAsync(gateway, "city-library", Old, New));
    }

    private static async Task<RunningGateway> StartAsync(params (string Name, string? Value)[] settings)
    {
        var gateway = await RunningGateway.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(new ManualClock()), settings);
        await ImportAsync(gateway, [Old, Lost, Stranger]);
        return gateway;
    }

    private static Task ReplaceAsync(RunningGateway gateway) => ImportAsync(
        gateway, [Old with { State = CardState.ReportedLost }, New, Lost with { State = CardState.ReportedLost }, Stranger]);

    private static async Task ImportAsync(RunningGateway gateway, List<RegistryLine> lines)
    {
        using var folder = new TemporaryFolder();
        var imported = await Executable.RunAsync("cards", "import", folder.Write("export.csv", Exports.Text(lines)), "--data", gateway.Data, "--quiet");
        Assert.Equal((0, ""), (imported.ExitCode, imported.Error));
    }

    // The responses, and the partner's quota after each of them.
    private static async Task<string> UseAsync(RunningGateway gateway, string client, RegistryLine first, RegistryLine second)
    {
        var seen = new List<string>();
        foreach (var number in (string[])[first.Number.Reveal(), second.Number.Reveal(), first.Number.Reveal(), NeverIssued, second.Number.Reveal()])
        {
            var answer = await gateway.QueryCardAsync(client, "valid", number: number);
            seen.Add($"{answer.Body} {string.Join(',', answer.Codes)} {(await gateway.QueryAsync(client, Used)).Data().GetRawText()}");
        }
        Assert.Contains("QUOTA_EXCEEDED", seen[^1], StringComparison.Ordinal);
        return string.Join('\n', seen);
    }

    private static Task<Answer> QueryAsync(RunningGateway gateway, RegistryLine card) => gateway.QueryCardAsync("river-museum", Fields, number: card.Number.Reveal());

    private static Task<Answer> RedeemAsync(RunningGateway gateway, RegistryLine card) => gateway.QueryAsync(
        "river-museum", Redeem, new { i = new { card = card.Number.Reveal(), purpose = "MEMBERSHIP", benefit = MuseumGateway.Benefit, idempotencyKey = MuseumGateway.NewKey() } });
}
