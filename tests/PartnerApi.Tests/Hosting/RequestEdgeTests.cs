using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenIddict.Server;
using PartnerApi.Core;

namespace PartnerApi.Tests.Hosting;

/// <summary>The response and the log line of an unexpected failure.</summary>
public sealed class RequestEdgeTests
{
    private const string Marker = "what-was-asked-7731";

    [Fact]
    public async Task Unhandled_exception_returns_an_empty_500_and_logs_its_type_and_place()
    {
        await using var gateway = await RunningGateway.StartAsync(builder => Fail(builder, () => new InvalidOperationException(Marker)));
        var answer = await RequestTokenAsync(gateway);
        Assert.Equal((HttpStatusCode.InternalServerError, ""), (answer.Status, answer.Body));
        var id = answer.Headers.Single(header => header.Key.Equals("X-Request-Id", StringComparison.OrdinalIgnoreCase)).Value;
        Assert.Contains("InvalidOperationException at", gateway.Log.Text, StringComparison.Ordinal);
        Assert.Contains($"(request {id})", gateway.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Marker, gateway.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unavailable_store_returns_503_with_retry_after()
    {
        await using var gateway = await RunningGateway.StartAsync(builder => Fail(builder, () => new StoreUnavailableException(Marker)));
        var answer = await RequestTokenAsync(gateway);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, ""), (answer.Status, answer.Body));
        Assert.Contains(answer.Headers, header => header.Key == "Retry-After");
    }

    // Nobody would read the trace, and it would cost every request.
    [Fact]
    public async Task Request_starts_no_activity()
    {
        using var none = new Activity("not a request's");
        Activity? seen = none;
        await using var gateway = await RunningGateway.StartAsync(builder => OnTokenRequest(builder, () => seen = Activity.Current));
        await RequestTokenAsync(gateway);
        Assert.Null(seen);
    }

    private static void Fail(WebApplicationBuilder builder, Func<Exception> error) => OnTokenRequest(builder, () => throw error());

    private static void OnTokenRequest(WebApplicationBuilder builder, Action act) => builder.Services.AddOpenIddict().AddServer(server =>
        server.AddEventHandler<OpenIddictServerEvents.ExtractTokenRequestContext>(handler => handler.UseInlineHandler(_ =>
        {
            act();
            return default;
        }).SetOrder(int.MinValue)));

    private static async Task<Answer> RequestTokenAsync(RunningGateway gateway)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "client_credentials" });
        using var response = await gateway.Http.PostAsync("/connect/token", form, TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(response);
    }
}
