using System.Net;
using Microsoft.Extensions.DependencyInjection;
using PartnerApi.Core;
using PartnerApi.Identity.Credentials;
using PartnerApi.Partners;
using PartnerApi.Storage;

namespace PartnerApi.Identity.Tests;

/// <summary>
/// The session of a person who signed in: refresh tokens (RFC 6749, section 6) that are valid once, end with the session, and end it at a second use (RFC
/// 9700, section 4.14.2).
/// </summary>
[Trait("Store", "Either")]
public sealed class SessionTests : IAsyncLifetime
{
    private readonly ManualClock clock = new();
    private TokenGateway gateway = null!;
    private SignInFlow flow = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        gateway = await TokenGateway.StartAsync(
            new() { ["Sessions:Hours"] = "2", ["Sessions:IdleMinutes"] = "30", ["Tokens:UsedAssertionsOfClient"] = "3" }, services => services.AddSingleton<TimeProvider>(clock));
        await SignInFlow.PrepareAsync(gateway);
        flow = new SignInFlow(gateway);
    }

    [Fact]
    public async Task Refresh_token_gets_new_tokens_that_are_accepted_and_is_sealed()
    {
        var first = await SignInAsync();
        var second = await flow.RefreshAsync(first.RefreshToken);
        Assert.Equal((HttpStatusCode.OK, 600, "Bearer"), (second.Status, second.Json.GetProperty("expires_in").GetInt32(), second.Json.GetProperty("token_type").GetString()));
        Assert.NotEqual(first.RefreshToken, second.RefreshToken);
        Assert.Equal(HttpStatusCode.OK, (await gateway.QueryAsync($"Bearer {second.AccessToken}")).Status);
        foreach (var refresh in (string[])[first.RefreshToken, second.RefreshToken])
        {
            Assert.Equal(5, refresh.Split('.').Length); // JWE, RFC 7516: the browser cannot read it.
            Assert.Equal(HttpStatusCode.Unauthorized, (await gateway.QueryAsync($"Bearer {refresh}")).Status);
            Assert.DoesNotContain(refresh, gateway.Log.Text, StringComparison.Ordinal);
        }
        Assert.Null((await flow.RefreshAsync(second.RefreshToken)).Error);
    }

    [Fact]
    public async Task Refresh_token_is_accepted_once_even_concurrently_and_a_second_use_ends_the_session()
    {
        var other = await SignInAsync();
        var first = await SignInAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => flow.RefreshAsync(first.RefreshToken)));
        var granted = Assert.Single(answers, answer => answer.Error is null);
        Assert.Equal(7, answers.Count(answer => answer is { Status: HttpStatusCode.BadRequest, Error: "invalid_grant" }));
        Assert.Equal("invalid_grant", (await flow.RefreshAsync(granted.RefreshToken)).Error);
        Assert.Null((await flow.RefreshAsync(other.RefreshToken)).Error);
    }

    [Fact]
    public async Task Second_use_of_a_code_ends_the_session()
    {
        var code = await flow.CodeAsync();
        var first = await flow.ExchangeAsync(code);
        Assert.Equal("invalid_grant", (await flow.ExchangeAsync(code)).Error);
        Assert.Equal("invalid_grant", (await flow.RefreshAsync(first.RefreshToken)).Error);
    }

    // Also if the stolen token was renewed very often in between.
    [Fact]
    public async Task Renewals_take_no_room_and_the_second_use_of_the_first_token_ends_the_session_and_is_logged()
    {
        var first = await SignInAsync();
        var last = first;
        for (var renewal = 0; renewal < 5; renewal++) last = await flow.RefreshAsync(last.RefreshToken);
        Assert.Null(last.Error);
        for (var use = 0; use < 3; use++) Assert.Equal("invalid_grant", (await flow.RefreshAsync(first.RefreshToken)).Error);
        Assert.Equal("invalid_grant", (await flow.RefreshAsync(last.RefreshToken)).Error);
        Assert.Null((await SignInAsync()).Error);
        Assert.Equal(1, gateway.Log.Text.Split($"of {SignInFlow.Account} was used twice").Length - 1);
    }

    [Fact]
    public async Task Session_exchanges_100_tokens_and_10_more_a_minute()
    {
        var last = await SignInAsync();
        for (var exchange = 1; exchange < 100; exchange++) last = await flow.RefreshAsync(last.RefreshToken);
        Assert.Null(last.Error);
        Assert.Equal("invalid_grant", (await flow.RefreshAsync(last.RefreshToken)).Error);

        // The refused exchange used nothing.
        clock.Advance(TimeSpan.FromMinutes(1));
        for (var exchange = 0; exchange < 10; exchange++) last = await flow.RefreshAsync(last.RefreshToken);
        Assert.Null(last.Error);
        Assert.Equal("invalid_grant", (await flow.RefreshAsync(last.RefreshToken)).Error);
    }

    [Fact]
    public async Task New_password_has_a_share_of_its_own()
    {
        for (var session = 0; session < 3; session++) Assert.Null((await SignInAsync()).Error);
        Assert.Equal("invalid_grant", (await SignInAsync()).Error);
        _ = (await gateway.Services.GetRequiredService<AccountRegistry>().RemoveAsync(SignInFlow.Account, Cancel)).Value;
        await SignInFlow.AddAsync(gateway, SignInFlow.Account);
        Assert.Null((await SignInAsync()).Error);
    }

    [Fact]
    public async Task Too_many_sessions_of_an_account_are_refused_until_one_ends_and_the_others_stay_valid()
    {
        await SignInFlow.AddAsync(gateway, "ben");
        var known = await SignInAsync();
        for (var session = 1; session < 3; session++) Assert.Null((await SignInAsync()).Error);
        Assert.Equal("invalid_grant", (await SignInAsync()).Error);
        Assert.Null((await flow.ExchangeAsync(await flow.CodeAsync("ben"))).Error);
        Assert.Null((await flow.RefreshAsync(known.RefreshToken)).Error);
        clock.Advance(TimeSpan.FromHours(2));
        Assert.Null((await SignInAsync()).Error);
    }

    [Fact]
    public async Task Session_ends_after_its_hours_however_often_it_is_renewed()
    {
        var last = await SignInAsync();
        for (var minutes = 25; minutes < 120; minutes += 25)
        {
            clock.Advance(TimeSpan.FromMinutes(25));
            last = await flow.RefreshAsync(last.RefreshToken);
            Assert.Null(last.Error);
        }

        // Renewed after 100 minutes, so 20 are left.
        clock.Advance(TimeSpan.FromMinutes(21));
        Assert.Equal("invalid_grant", (await flow.RefreshAsync(last.RefreshToken)).Error);
    }

    [Fact]
    public async Task Session_that_is_not_renewed_ends()
    {
        var (early, late) = (await SignInAsync(), await SignInAsync());
        clock.Advance(TimeSpan.FromMinutes(29));
        Assert.Null((await flow.RefreshAsync(early.RefreshToken)).Error);
        clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("invalid_grant", (await flow.RefreshAsync(late.RefreshToken)).Error);
    }

    [Fact]
    public async Task Second_use_after_the_idle_time_still_ends_a_stolen_session()
    {
        var first = await SignInAsync();
        var stolen = await flow.RefreshAsync(first.RefreshToken);
        clock.Advance(TimeSpan.FromMinutes(20));
        stolen = await flow.RefreshAsync(stolen.RefreshToken);
        clock.Advance(TimeSpan.FromMinutes(20));
        Assert.Equal("invalid_grant", (await flow.RefreshAsync(first.RefreshToken)).Error);
        Assert.Equal("invalid_grant", (await flow.RefreshAsync(stolen.RefreshToken)).Error);
    }

    [Fact]
    public async Task Suspension_refuses_a_renewal_and_does_not_use_its_token()
    {
        var first = await SignInAsync();
        await gateway.ChangeClientsAsync(clients => clients.SetStatusAsync(SignInFlow.Account, PartnerStatus.Suspended, Cancel));
        Assert.Equal("invalid_grant", (await flow.RefreshAsync(first.RefreshToken)).Error);
        await gateway.ChangeClientsAsync(clients => clients.SetStatusAsync(SignInFlow.Account, PartnerStatus.Active, Cancel));
        Assert.Null((await flow.RefreshAsync(first.RefreshToken)).Error);
    }

    [Fact]
    public async Task Removed_account_ends_its_sessions_even_if_it_is_added_again()
    {
        var (removed, again) = (await SignInAsync(), await SignInAsync());
        var accounts = gateway.Services.GetRequiredService<AccountRegistry>();
        _ = (await accounts.RemoveAsync(SignInFlow.Account, Cancel)).Value;
        Assert.Equal("invalid_grant", (await flow.RefreshAsync(removed.RefreshToken)).Error);
        await SignInFlow.AddAsync(gateway, SignInFlow.Account);
        Assert.Equal("invalid_grant", (await flow.RefreshAsync(again.RefreshToken)).Error);
        Assert.Null((await SignInAsync()).Error);
    }

    [Fact]
    public async Task Session_from_a_clock_ahead_is_rejected()
    {
        clock.Leap(TimeSpan.FromMinutes(5));
        var ahead = await SignInAsync();
        clock.Leap(TimeSpan.FromMinutes(-5));
        Assert.Equal("invalid_grant", (await flow.RefreshAsync(ahead.RefreshToken)).Error);
    }

    [Fact]
    public async Task Refresh_token_is_refused_for_another_client_and_as_a_code_and_a_code_as_a_refresh_token()
    {
        var (first, code) = (await SignInAsync(), await flow.CodeAsync());
        Assert.Equal("invalid_grant", (await flow.RefreshAsync(first.RefreshToken, ("client_id", TokenGateway.Bank), ("client_secret", TokenGateway.BankSecret))).Error);
        Assert.NotNull((await flow.RefreshAsync(first.RefreshToken, ("client_id", ""))).Error);
        Assert.Equal("invalid_grant", (await flow.ExchangeAsync(first.RefreshToken)).Error);
        Assert.Equal("invalid_grant", (await flow.RefreshAsync(code)).Error);
        Assert.Equal("invalid_grant", (await flow.RefreshAsync(first.AccessToken)).Error);
        Assert.Equal("invalid_grant", (await flow.RefreshAsync(first.RefreshToken, ("scope", "statistics:read holder:read"))).Error);
        Assert.Null((await flow.RefreshAsync(first.RefreshToken, ("scope", "statistics:read"))).Error);
    }

    [Fact]
    public async Task Change_of_the_audience_gives_a_session_no_scope_of_the_new_one()
    {
        var first = await SignInAsync();
        await gateway.Services.GetRequiredService<GatewayWriter>().WriteAsync(
            context =>
            {
                context.Find<Partner>(SignInFlow.Partner)!.Audience = "bank";
                context.RaiseDirectory();
            },
            Cancel);
        Assert.Equal("invalid_grant", (await flow.RefreshAsync(first.RefreshToken)).Error);
    }

    [Theory]
    [InlineData("Sessions:Hours", "0")]
    [InlineData("Sessions:Hours", "25")]
    [InlineData("Sessions:IdleMinutes", "14")]
    public async Task Lifetime_out_of_range_stops_the_start(string setting, string value)
    {
        var error = await Assert.ThrowsAsync<SettingException>(() => TokenGateway.StartAsync(new() { [setting] = value }));
        Assert.Equal(setting, error.Setting);
    }

    public async ValueTask DisposeAsync() => await gateway.DisposeAsync();

    private async Task<Granted> SignInAsync() => await flow.ExchangeAsync(await flow.CodeAsync());
}
