using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PartnerApi.Partners;
using PartnerApi.Storage;

namespace PartnerApi.Tests.Partners;

/// <summary>The commands beside a separate running gateway. Each test restores the partners that it changes.</summary>
public sealed class PartnerCommandsTests(PartnerCommandsTests.OwnGateway own) : IClassFixture<PartnerCommandsTests.OwnGateway>
{
    private const string Query = "{ card(number: \"0000000000000195\", purpose: ACCOUNT_OPENING) { valid } }";

    private readonly RunningGateway gateway = own.Gateway;

    [Theory]
    [InlineData("partners suspend harbor-bank", "partners resume harbor-bank", "AGREEMENT_NOT_ACTIVE")]
    [InlineData("partners agreement suspend harbor-bank", "partners agreement resume harbor-bank", "AGREEMENT_NOT_ACTIVE")]
    [InlineData("partners agreement set harbor-bank --until 2020-01-01", "partners agreement set harbor-bank --no-end", "AGREEMENT_NOT_ACTIVE")]
    [InlineData("partners agreement set harbor-bank --purposes none", "partners agreement set harbor-bank --purposes ACCOUNT_OPENING", "PURPOSE_NOT_AGREED")]
    public async Task Change_in_another_process_applies_to_the_next_request_with_the_same_token(string change, string back, string code)
    {
        Assert.Empty((await gateway.QueryAsync("harbor-bank", Query)).Codes);

        Assert.Equal(0, (await RunAsync(change)).ExitCode);
        Assert.Equal([code], (await gateway.QueryAsync("harbor-bank", Query)).Codes);
        Assert.Empty((await gateway.QueryAsync("river-museum", "{ viewer { audience } }")).Codes);

        Assert.Equal(0, (await RunAsync(back)).ExitCode);
        Assert.Empty((await gateway.QueryAsync("harbor-bank", Query)).Codes);
    }

    [Fact]
    public async Task Added_partner_is_listed_with_its_agreement_and_without_its_key()
    {
        Assert.Equal(0, (await RunAsync("partners add hill-bank --name HillBank --audience bank")).ExitCode);
        var set = await RunAsync(
            "partners agreement set hill-bank --purposes ACCOUNT_OPENING,MEMBERSHIP --benefits river-museum-membership --from 2026-01-01 --until 2027-12-31");
        Assert.Equal((0, ""), (set.ExitCode, set.Error));

        var list = JsonDocument.Parse((await RunAsync("partners list --json")).Output).RootElement;
        var added = list.EnumerateArray().Single(partner => partner.GetProperty("id").GetString() == "hill-bank");
        Assert.Equal(
            """{"id":"hill-bank","name":"HillBank","audience":"bank","status":"ACTIVE","agreement":{"from":"2026-01-01","until":"2027-12-31","status":"ACTIVE","purposes":["ACCOUNT_OPENING","MEMBERSHIP"],"benefits":["river-museum-membership"],"limits":{"answersPerHour":null,"answersPerDay":null,"requestsPerSecond":null,"concurrent":null,"receiptsPerRequest":null}},"clients":[]}""",
            JsonSerializer.Serialize(added));
        Assert.Contains("2026-01-01 to 2027-12-31", (await RunAsync("partners show hill-bank")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Change_lists_the_unchanged_properties()
    {
        Assert.Equal(0, (await RunAsync("partners add park-bank --name ParkBank --audience bank")).ExitCode);
        var made = await RunAsync("partners agreement set park-bank --purposes ACCOUNT_OPENING --from 2026-01-01 --until 2026-12-31");
        Assert.DoesNotContain("Unchanged", made.Output, StringComparison.Ordinal);
        Assert.Contains(
            "Unchanged: first day 2026-01-01, last day 2026-12-31 (--no-end removes it).",
            (await RunAsync("partners agreement set park-bank --purposes MEMBERSHIP")).Output, StringComparison.Ordinal);
        Assert.Contains("Unchanged: first day 2026-01-01, purposes MEMBERSHIP.", (await RunAsync("partners agreement set park-bank --no-end")).Output, StringComparison.Ordinal);

        Assert.Equal(0, (await RunAsync("partners agreement suspend park-bank")).ExitCode);
        var suspended = await RunAsync("partners agreement set park-bank --from 2026-02-01 --purposes MEMBERSHIP");
        Assert.Contains("Unchanged: suspended ('partners agreement resume' ends that).", suspended.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("partners show nobody", "The partner 'nobody' does not exist. Run 'partners list' to see all partners.")]
    [InlineData("partners suspend nobody", "The partner 'nobody' does not exist. Run 'partners list' to see all partners.")]
    [InlineData("partners add harbor-bank --name Again --audience bank", "The partner 'harbor-bank' already exists.")]
    [InlineData("partners add Bad_Id --name Bad --audience bank", "A partner's id must have 1 to 64 lower-case letters, digits and hyphens.")]
    [InlineData("partners add zoo --name Zoo --audience zoo",
        "The audience 'zoo' does not exist. Choose from bank, museum, library, analyst, registrar, privacy-officer.")]
    [InlineData("partners agreement set harbor-bank --purposes ACCOUNT_OPENING,DRIVERS_LICENSE",
        "The card is never accepted for DRIVERS_LICENSE, so no agreement can include it.")]
    [InlineData("partners agreement set harbor-bank --benefits free-lunch",
        "The benefit 'free-lunch' does not exist. Choose from city-library-registration, hill-museum-membership, river-museum-membership.")]
    [InlineData("partners agreement set harbor-bank --audience museum --purposes MEMBERSHIP --from 2020-01-01 --no-end --benefits free-lunch",
        "The benefit 'free-lunch' does not exist. Choose from city-library-registration, hill-museum-membership, river-museum-membership.")]
    [InlineData("partners agreement set harbor-bank --audience zoo",
        "The audience 'zoo' does not exist. Choose from bank, museum, library, analyst, registrar, privacy-officer.")]
    [InlineData("partners agreement set harbor-bank --from 2026-02-01 --until 2026-01-31", "The agreement's last day is before its first day. Change --from or --until.")]
    public async Task Invalid_change_is_rejected_in_one_line_and_changes_nothing(string command, string message)
    {
        var before = await PartnersAsync();
        var result = await RunAsync(command);
        Assert.Equal((1, "", message), (result.ExitCode, result.Output, Assert.Single(result.ErrorLines)));
        Assert.Equal(before, await PartnersAsync());
    }

    private async Task<string> PartnersAsync()
    {
        await using var context = gateway.Services.GetRequiredService<IDbContextFactory<GatewayDbContext>>().CreateDbContext();
        var partners = await context.Set<Partner>().Include(partner => partner.Agreement).OrderBy(partner => partner.Id)
            .ToListAsync(TestContext.Current.CancellationToken);
        return JsonSerializer.Serialize(partners);
    }

    private Task<ExecutableResult> RunAsync(string command) => Executable.RunAsync([.. command.Split(' '), "--data", gateway.Data]);

    public sealed class OwnGateway : IAsyncLifetime
    {
        public RunningGateway Gateway { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Gateway = await RunningGateway.StartAsync();

        public async ValueTask DisposeAsync() => await Gateway.DisposeAsync();
    }
}
