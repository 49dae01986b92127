using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PartnerApi.Storage;

namespace PartnerApi.Partners.Tests;

/// <summary>
/// The agreement gate with tokens that stay valid: a change by another process, or midnight, takes effect with the next request
/// (authz 51, 64, 68).
/// </summary>
public sealed class AgreementTests
{
    private const string Query = "query($number: CardNumber!) { card(number: $number, purpose: ACCOUNT_OPENING) { valid } }";

    [Fact]
    public async Task Suspension_by_a_command_applies_from_the_next_request_until_it_is_resumed()
    {
        await using var gateway = await RunningGateway.StartAsync();
        await AssertAnsweredAsync(gateway);
        await RunAsync(gateway, "partners suspend harbor-bank");
        await AssertRefusedAsync(gateway, "harbor-bank");
        Assert.Empty((await gateway.QueryAsync("river-museum", "{ viewer { client } }")).Codes);
        await RunAsync(gateway, "partners resume harbor-bank");
        await AssertAnsweredAsync(gateway);
    }

    [Fact]
    public async Task Directory_change_applies_to_tokens_already_issued()
    {
        await using var gateway = await RunningGateway.StartAsync();
        await AssertAnsweredAsync(gateway);

        await ChangeAsync(gateway, context => context.Set<Client>().Single(client => client.Id == "harbor-bank").Status = PartnerStatus.Suspended);
        await AssertRefusedAsync(gateway, "harbor-bank");
        await ChangeAsync(gateway, context => context.Set<Client>().Single(client => client.Id == "harbor-bank").Status = PartnerStatus.Active);
        await ChangeAsync(gateway, context => AgreementOf(context, "harbor-bank").Status = PartnerStatus.Suspended);
        await AssertRefusedAsync(gateway, "harbor-bank");
        await ChangeAsync(gateway, context => AgreementOf(context, "harbor-bank").Status = PartnerStatus.Active);
        await ChangeAsync(gateway, context => AgreementOf(context, "harbor-bank").Purposes = []);
        Assert.Equal(["PURPOSE_NOT_AGREED"], (await gateway.QueryAsync("harbor-bank", Query, new { number = Callers.ValidCard })).Codes);

        // A client whose audience is now narrower than its token, and a deleted one (51: the token alone identifies the partner).
        const string Benefits = "{ viewer { audience scopes } benefits { id } }";
        Assert.Empty((await gateway.QueryAsync("river-museum", Benefits)).Codes);
        await ChangeAsync(gateway, context => context.Set<Partner>().Where(partner => partner.Id == "river-museum")
            .ExecuteUpdate(set => set.SetProperty(partner => partner.Audience, "bank")));
        Assert.Equal(["GRAPHQL_VALIDATION_FAILED"], (await gateway.QueryAsync("river-museum", Benefits)).Codes);
        var viewer = await gateway.QueryAsync("river-museum", "{ viewer { audience scopes } }");
        Assert.Equal("""{"audience":"bank","scopes":["card:expiry","card:receipt","card:subject","card:validity"]}""", viewer.Data("viewer").GetRawText());
        await ChangeAsync(gateway, context => context.Set<Client>().Where(client => client.Id == "river-museum").ExecuteDelete());
        await AssertRefusedAsync(gateway, "river-museum");

        // An invalid directory fails every request.
        await ChangeAsync(gateway, context => context.Set<Partner>().Where(partner => partner.Id == "city-library")
            .ExecuteUpdate(set => set.SetProperty(partner => partner.Audience, "nobody")));
        foreach (var client in new[] { "city-library", "hill-museum" })
        {
            var token = await gateway.TokenAsync("harbor-bank");
            var answer = await gateway.SendAsync(token, """{"query":"{ viewer { client } }"}""");
            Assert.Equal((500, "INTERNAL"), ((int)answer.Status, Assert.Single(answer.Codes)));
            Assert.DoesNotContain("nobody", answer.Body + client, StringComparison.Ordinal);
        }
    }

    // PostgreSQL stores these days as infinite.
    [Fact]
    public async Task Agreement_and_benefit_from_the_first_to_the_last_possible_day_are_in_force()
    {
        await using var gateway = await RunningGateway.StartAsync();
        await RunAsync(gateway, "partners agreement set harbor-bank --from 0001-01-01 --until 9999-12-31");
        await RunAsync(gateway, "benefits set river-museum-membership --from 0001-01-01 --until 9999-12-31");
        await AssertAnsweredAsync(gateway);
        var benefits = await gateway.QueryAsync("river-museum", "{ benefits { id } }");
        Assert.Equal("""[{"id":"river-museum-membership"}]""", benefits.Data("benefits").GetRawText());
    }

    [Fact]
    public async Task Agreement_ends_at_midnight_after_its_last_day_in_the_city()
    {
        var clock = new OffsetClock();
        var eve = new DateTimeOffset(2031, 3, 14, 23, 57, 0, TimeSpan.FromHours(-4));
        clock.Set(eve);
        await using var gateway = await RunningGateway.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(clock));
        await ChangeAsync(gateway, context => AgreementOf(context, "harbor-bank").Until = new DateOnly(2031, 3, 14));
        await ChangeAsync(gateway, context => AgreementOf(context, "river-museum").From = new DateOnly(2031, 3, 15));
        await AssertAnsweredAsync(gateway);
        var library = await gateway.TokenAsync("city-library");

        clock.Set(eve.AddMinutes(4));
        await AssertRefusedAsync(gateway, "harbor-bank");
        Assert.Empty((await gateway.QueryAsync("river-museum", "{ viewer { client } }")).Codes);
        Assert.Empty((await gateway.SendAsync(library, """{"query":"{ viewer { client } }"}""")).Codes);
    }

    private static async Task AssertAnsweredAsync(RunningGateway gateway) =>
        Assert.Equal("""{"data":{"card":{"valid":true}}}""", (await gateway.QueryAsync("harbor-bank", Query, new { number = Callers.ValidCard })).Body);

    private static async Task AssertRefusedAsync(RunningGateway gateway, string client)
    {
        var token = await gateway.TokenAsync(client);
        foreach (var body in new[] { """{"query":"{ viewer { client } }"}""", """{"query":"{ nonsense"}""", """{"query":"{ __typename }"}""" })
        {
            var answer = await gateway.SendAsync(token, body);
            Assert.Equal((403, "AGREEMENT_NOT_ACTIVE"), ((int)answer.Status, Assert.Single(answer.Codes)));
            Assert.False(answer.Json.TryGetProperty("data", out _));
        }
    }

    private static async Task RunAsync(RunningGateway gateway, string command)
    {
        var result = await Executable.RunAsync([.. command.Split(' '), "--data", gateway.Data]);
        Assert.True(result.ExitCode == 0, result.Error);
    }

    private static Agreement AgreementOf(GatewayDbContext context, string partner) =>
        context.Set<Agreement>().Single(agreement => agreement.PartnerId == partner);

    private static Task ChangeAsync(RunningGateway gateway, Action<GatewayDbContext> change) =>
        gateway.Services.GetRequiredService<GatewayWriter>().WriteAsync(
            context =>
            {
                change(context);
                context.RaiseDirectory();
            },
            TestContext.Current.CancellationToken);
}
