using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenIddict.Abstractions;
using OpenIddict.Core;
using OpenIddict.EntityFrameworkCore.Models;
using PartnerApi.Identity.Credentials;

namespace PartnerApi.Identity.Tests;

/// <summary>Wrong client secrets are throttled, logged, and get the same response whether or not the client exists.</summary>
[Trait("Store", "Either")]
public sealed class ClientSecretThrottleTests
{
    private const string OtherSecret = "s3cret-of-the-hill-bank-7f2c";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Wrong_secrets_are_throttled_by_client_and_address_and_affect_nobody_else()
    {
        await using var gateway = await TokenGateway.StartAsync(new() { ["Gateway:TrustedProxies"] = "127.0.0.1" });
        await gateway.AddPartnerAsync("hill-bank", "bank", OtherSecret);

        foreach (var client in (string[])[TokenGateway.Bank, "nobody"])
        {
            for (var attempt = 0; attempt < 5; attempt++)
                Assert.Equal(HttpStatusCode.Unauthorized, (await RequestAsync(gateway, "203.0.113.1", client, $"wrong-{attempt}-wrong-wrong-wrong")).Status);
            var refused = await RequestAsync(gateway, "203.0.113.1", client, "wrong-again-wrong-again");
            Assert.Equal((HttpStatusCode.TooManyRequests, true), (refused.Status, refused.RetryAfter is > 0 and <= 300));
        }
        Assert.Equal(HttpStatusCode.TooManyRequests, (await RequestAsync(gateway, "203.0.113.1", TokenGateway.Bank, TokenGateway.BankSecret)).Status);

        // The same client from another address, and another client from the same address.
        Assert.Equal(HttpStatusCode.OK, (await RequestAsync(gateway, "198.51.100.7", TokenGateway.Bank, TokenGateway.BankSecret)).Status);
        Assert.Equal(HttpStatusCode.OK, (await RequestAsync(gateway, "203.0.113.1", "hill-bank", OtherSecret)).Status);
        Assert.Equal(1, gateway.Log.Text.Split("Client secrets: ").Length - 1);
    }

    [Fact]
    public async Task Correct_secret_does_not_count()
    {
        await using var gateway = await TokenGateway.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => gateway.TokenAsync()));
    }

    [Fact]
    public async Task Forwarded_address_of_an_untrusted_proxy_is_ignored_and_logged_once()
    {
        await using var gateway = await TokenGateway.StartAsync();
        for (var attempt = 0; attempt < 5; attempt++)
            await RequestAsync(gateway, $"203.0.113.{attempt}", TokenGateway.Bank, "wrong-wrong-wrong-wrong");
        Assert.Equal(HttpStatusCode.TooManyRequests, (await RequestAsync(gateway, "203.0.113.99", TokenGateway.Bank, "wrong-wrong-wrong-wrong")).Status);
        Assert.Equal(1, gateway.Log.Text.Split("is not in Gateway:TrustedProxies").Length - 1);
        Assert.DoesNotContain("203.0.113", gateway.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forwarded_address_that_the_client_prepends_is_ignored()
    {
        await using var gateway = await TokenGateway.StartAsync(new() { ["Gateway:TrustedProxies"] = "127.0.0.0/8" });
        for (var attempt = 0; attempt < 5; attempt++)
            await RequestAsync(gateway, $"10.0.0.{attempt}, 203.0.113.1", TokenGateway.Bank, "wrong-wrong-wrong-wrong");
        Assert.Equal(HttpStatusCode.TooManyRequests, (await RequestAsync(gateway, "10.0.0.99, 203.0.113.1", TokenGateway.Bank, "wrong-wrong-wrong-wrong")).Status);
    }

    [Fact]
    public async Task Unknown_client_or_one_without_a_secret_costs_the_same_hash()
    {
        var counter = new Counter();
        await using var gateway = await TokenGateway.StartAsync(services: services =>
        {
            services.AddSingleton(counter);
            services.AddScoped<OpenIddictApplicationManager<OpenIddictEntityFrameworkCoreApplication>, CountingApplications>();
        });
        await SignInFlow.PrepareAsync(gateway);
        foreach (var client in (string[])[TokenGateway.Bank, "nobody", SignInFlow.Account])
        {
            var before = counter.Checks;
            await RequestAsync(gateway, null, client, "wrong-wrong-wrong-wrong");
            Assert.Equal(1, counter.Checks - before);
        }
    }

    private static async Task<(HttpStatusCode Status, int? RetryAfter)> RequestAsync(TokenGateway gateway, string? from, string client, string secret)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/connect/token")
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["grant_type"] = "client_credentials",
                ["client_id"] = client,
                ["client_secret"] = secret,
            }),
        };
        if (from is not null) request.Headers.TryAddWithoutValidation("X-Forwarded-For", from);
        using var response = await gateway.Client.SendAsync(request, Cancel);
        return (response.StatusCode, (int?)response.Headers.RetryAfter?.Delta?.TotalSeconds);
    }

    private sealed class Counter
    {
        public int Checks { get; set; }
    }

    /// <summary>The issuer's clients. Counts how often a secret is compared with a hash.</summary>
    private sealed class CountingApplications(
        IOpenIddictApplicationCache<OpenIddictEntityFrameworkCoreApplication> cache,
        ILogger<OpenIddictApplicationManager<OpenIddictEntityFrameworkCoreApplication>> logger,
        IOptionsMonitor<OpenIddictCoreOptions> options,
        IOpenIddictApplicationStore<OpenIddictEntityFrameworkCoreApplication> store,
        TimeProvider time,
        TokenSettings settings,
        Counter counter)
        : IssuerApplications(cache, logger, options, store, time, settings)
    {
        protected override ValueTask<bool> ValidateClientSecretAsync(string secret, string comparand, CancellationToken cancellationToken = default)
        {
            counter.Checks++;
            return base.ValidateClientSecretAsync(secret, comparand, cancellationToken);
        }
    }
}
