using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenIddict.Server;
using PartnerApi.Storage;
using PartnerApi.Tests.Host;

namespace PartnerApi.Tests.Hosting;

/// <summary>What a caller sees, and what the log says, when something fails that nobody foresaw.</summary>
public sealed class RequestEdgeTests
{
    private const string Marker = "what-was-asked-7731";

    [Fact]
    public async Task Failure_that_nobody_caught_tells_the_caller_nothing_and_the_log_its_kind_and_place()
    {
        await using var gateway = await RunningGateway.StartAsync(builder => Fail(builder, () => new InvalidOperationException(Marker)));
        var answer = await AskForTokenAsync(gateway);
        Assert.Equal((HttpStatusCode.InternalServerError, ""), (answer.Status, answer.Body));
        var id = answer.Headers.Single(header => header.Key.Equals("X-Request-Id", StringComparison.OrdinalIgnoreCase)).Value;
        Assert.Contains("InvalidOperationException at", gateway.Log.Text, StringComparison.Ordinal);
        Assert.Contains($"(request {id})", gateway.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Marker, gateway.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Store_that_is_away_is_503_and_says_when_to_come_again()
    {
        await using var gateway = await RunningGateway.StartAsync(builder => Fail(builder, () => new StoreUnavailableException(Marker)));
        var answer = await AskForTokenAsync(gateway);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, ""), (answer.Status, answer.Body));
        Assert.Contains(answer.Headers, header => header.Key == "Retry-After");
    }

    private static void Fail(WebApplicationBuilder builder, Func<Exception> error) => builder.Services.AddOpenIddict().AddServer(server =>
        server.AddEventHandler<OpenIddictServerEvents.ExtractTokenRequestContext>(handler => handler.UseInlineHandler(_ => throw error()).SetOrder(int.MinValue)));

    private static async Task<Answer> AskForTokenAsync(RunningGateway gateway)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "client_credentials" });
        using var response = await gateway.Http.PostAsync("/connect/token", form, TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(response);
    }
}
