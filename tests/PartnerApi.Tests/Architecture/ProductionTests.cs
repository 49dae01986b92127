using System.Net;
using System.Text;
using System.Text.Json;

namespace PartnerApi.Tests.Architecture;

/// <summary>The program outside its sandbox, set up with the documented commands.</summary>
[Trait("Store", "Either")]
public sealed class ProductionTests(ProgramOffice office) : IClassFixture<ProgramOffice>
{
    private static readonly string[] SandboxCards =
        ["0000000000000195", "0000000000000292", "0000000000000389", "0000000000000486", "0000000000000583", "0000000000000680", "0000000000000777"];

    [Fact]
    public async Task Production_has_only_its_own_partners_and_cards()
    {
        var verbose = office.Installation.With(
            ("Logging:LogLevel:Default", "Trace"), ("Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics", "Trace"), ("Logging:LogLevel:OpenIddict.Server", "Trace"));
        await using var gateway = await ChildGateway.StartAsync(verbose, "serve");
        Assert.Equal(HttpStatusCode.Unauthorized, (await gateway.TokenAsync("harbor-bank", "sandbox")).Status);
        var (bankToken, deskToken) = (await TokenAsync(gateway, "first-bank", office.Bank), await TokenAsync(gateway, "front-desk", office.Desk));
        foreach (var number in SandboxCards)
            Assert.Equal("NOT_ISSUED", (await gateway.QueryAsync(deskToken, Body(number, "CARD_CARE", "status"))).Data("card", "status").GetString());
        var card = MarkedCards.All[0];
        Assert.Equal(card.LegalName, (await gateway.QueryAsync(deskToken, Body(card.Number.Reveal(), "CARD_CARE", "holder { legalName }")))
            .Data("card", "holder", "legalName").GetString());
        Assert.True((await gateway.QueryAsync(bankToken, Body(card.Number.Reveal(), "ACCOUNT_OPENING", "valid"))).Data("card", "valid").GetBoolean());
        using var byAddress = await gateway.Http.GetAsync($"/graphql?query={card.Number.Reveal()}&access_token={bankToken}", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, byAddress.StatusCode);

        var result = await gateway.StopAsync("TERM");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.All(result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => JsonDocument.Parse(line));
        Assert.Contains("Listening on " + verbose.Address, result.Output, StringComparison.Ordinal);
        var secrets = new[] { office.Bank, office.Desk, bankToken, deskToken }.SelectMany(secret => ForbiddenBytes.OfText("secret", secret));
        Repository.Holds(ForbiddenBytes.Find("log", Encoding.UTF8.GetBytes(result.Output), [.. MarkedCards.Forbidden(), .. secrets]));
    }

    [Fact]
    public async Task Process_for_partners_needs_no_record_secret_and_does_not_serve_staff()
    {
        var partnersOnly = office.Installation.With(("Gateway:Serve", "Partners"), ("Secrets:Record:File", null), ("urls", null), ("Data", null));
        await using var gateway = await ChildGateway.StartAsync(partnersOnly, "serve", "--urls", partnersOnly.Address, "--data", partnersOnly.Folder.Data);
        var number = MarkedCards.All[0].Number.Reveal();
        var answer = await gateway.QueryAsync(await TokenAsync(gateway, "first-bank", office.Bank), Body(number, "ACCOUNT_OPENING", "valid subject"));
        Assert.Empty(answer.Codes);
        Assert.True(answer.Data("card", "valid").GetBoolean());
        var refused = await gateway.QueryAsync(await TokenAsync(gateway, "front-desk", office.Desk), Body(number, "CARD_CARE", "status"));
        Assert.Equal((HttpStatusCode.Forbidden, "AUDIENCE_NOT_SERVED"), (refused.Status, Assert.Single(refused.Codes)));

        var result = await gateway.StopAsync("INT");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.DoesNotContain("registrar", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sandbox_without_the_record_secret_serves_partners_with_the_existing_cards()
    {
        using var installation = new Installation { Environment = "Development" };
        var sandbox = installation.With(("Secrets:Lookup:File", null), ("Secrets:Facts:File", null), ("Secrets:Record:File", null));
        await using (var complete = await ChildGateway.StartAsync(sandbox)) Assert.Equal(0, (await complete.StopAsync("INT")).ExitCode);

        await using var gateway = await ChildGateway.StartAsync(sandbox.With(("Gateway:Serve", "Partners")));
        var answer = await gateway.QueryAsync(await TokenAsync(gateway, "harbor-bank", "sandbox"), Body(SandboxCards[0], "ACCOUNT_OPENING", "valid"));
        Assert.True(answer.Data("card", "valid").GetBoolean());
    }

    private static async Task<string> TokenAsync(ChildGateway gateway, string client, string secret)
    {
        var answer = await gateway.TokenAsync(client, secret);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        return answer.Json.GetProperty("access_token").GetString()!;
    }

    private static string Body(string number, string purpose, string fields) => JsonSerializer.Serialize(new
    {
        query = $"query($number: CardNumber!, $purpose: Purpose!) {{ card(number: $number, purpose: $purpose) {{ {fields} }} }}",
        variables = new { number, purpose },
    });
}
