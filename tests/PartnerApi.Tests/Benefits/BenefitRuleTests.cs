using System.Net;
using PartnerApi.Commands;

namespace PartnerApi.Tests.Benefits;

public sealed class BenefitRuleTests(SharedGateway shared)
{
    private const string Query = """
        query($number: CardNumber!, $purpose: Purpose!, $benefit: ID!) {
          card(number: $number, purpose: $purpose) { eligibility(benefit: $benefit) { eligible } }
        }
        """;

    private readonly RunningGateway gateway = shared.Gateway;

    [Theory]
    [InlineData("river-museum", "MEMBERSHIP", "river-museum-membership", "0000000000000195", true)]
    [InlineData("river-museum", "MEMBERSHIP", "river-museum-membership", "0000000000000292", false)]
    [InlineData("river-museum", "MEMBERSHIP", "river-museum-membership", "0000000000000777", true)]
    [InlineData("river-museum", "MEMBERSHIP", "river-museum-membership", "0000000000000389", false)]
    [InlineData("river-museum", "MEMBERSHIP", "river-museum-membership", "0000000000000486", false)]
    [InlineData("river-museum", "MEMBERSHIP", "river-museum-membership", "0000000000000583", false)]
    [InlineData("river-museum", "MEMBERSHIP", "river-museum-membership", "0000000000000680", false)]
    [InlineData("hill-museum", "MEMBERSHIP", "hill-museum-membership", "0000000000000195", true)]
    [InlineData("hill-museum", "MEMBERSHIP", "hill-museum-membership", "0000000000000292", false)]
    [InlineData("hill-museum", "MEMBERSHIP", "hill-museum-membership", "0000000000000777", false)]
    [InlineData("city-library", "LIBRARY_REGISTRATION", "city-library-registration", "0000000000000195", true)]
    [InlineData("city-library", "LIBRARY_REGISTRATION", "city-library-registration", "0000000000000292", true)]
    [InlineData("city-library", "LIBRARY_REGISTRATION", "city-library-registration", "0000000000000680", false)]
    public async Task Eligibility_in_the_sandbox_is_as_documented(string client, string purpose, string benefit, string number, bool eligible)
    {
        var answer = await gateway.QueryAsync(client, Query, new { number, purpose, benefit });
        Assert.Empty(answer.Codes);
        Assert.Equal(eligible, answer.Data("card", "eligibility", "eligible").GetBoolean());
    }

    [Fact]
    public async Task Benefit_of_another_partner_gets_the_same_response_as_an_unknown_one()
    {
        var foreign = await gateway.QueryAsync(
            "river-museum", Query, new { number = "0000000000000195", purpose = "MEMBERSHIP", benefit = "hill-museum-membership" });
        var unknown = await gateway.QueryAsync("river-museum", Query, new { number = "0000000000000195", purpose = "MEMBERSHIP", benefit = "nobody-has-this" });
        Assert.Equal(["BENEFIT_NOT_FOUND"], foreign.Codes);
        Assert.Equal(unknown.Body, foreign.Body);
    }

    [Fact]
    public async Task Rule_changed_by_a_command_applies_to_the_next_request()
    {
        await using var own = await RunningGateway.StartAsync();
        var variables = new { number = "0000000000000195", purpose = "MEMBERSHIP", benefit = "river-museum-membership" };
        Assert.True((await own.QueryAsync("river-museum", Query, variables)).Data("card", "eligibility", "eligible").GetBoolean());

        var run = await Executable.RunAsync("benefits", "set", "river-museum-membership", "--rule", """{"kind":"age","min":90}""", "--data", own.Data);
        Assert.Equal(0, run.ExitCode);

        var after = await own.QueryAsync("river-museum", Query, variables);
        Assert.Equal(HttpStatusCode.OK, after.Status);
        Assert.False(after.Data("card", "eligibility", "eligible").GetBoolean());
    }

    [Theory]
    [InlineData("--rule", """{"kind":"shoeSize"}""")]
    [InlineData("--rule", "not json")]
    [InlineData("--until", "2014-01-01")]
    [InlineData("--name", "")]
    public async Task Invalid_change_is_rejected_in_one_line_and_changes_nothing(string option, string value)
    {
        var before = await BenefitsAsync();
        var run = await Executable.RunAsync("benefits", "set", "river-museum-membership", option, value, "--data", gateway.Data);
        Assert.Equal(ExitCodes.Refused, run.ExitCode);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
        Assert.Equal(before, await BenefitsAsync());
    }

    private async Task<string> BenefitsAsync() =>
        (await gateway.QueryAsync("river-museum", "{ benefits { id name from until } }")).Body;
}
