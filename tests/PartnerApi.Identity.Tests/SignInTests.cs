using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using PartnerApi.Identity.Credentials;
using PartnerApi.Partners;
using PartnerApi.Storage;

namespace PartnerApi.Identity.Tests;

/// <summary>Sign-in of people over HTTP: RFC 6749 (authorization code), RFC 7636 (PKCE), RFC 9207 (issuer in the response).</summary>
public sealed class SignInTests : IAsyncLifetime
{
    private TokenGateway gateway = null!;
    private SignInFlow flow = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        gateway = await TokenGateway.StartAsync();
        await SignInFlow.PrepareAsync(gateway);
        flow = new SignInFlow(gateway);
    }

    [Fact]
    public async Task Signed_in_person_gets_an_access_token_that_is_accepted()
    {
        var code = await flow.CodeAsync();
        var granted = await flow.ExchangeAsync(code);
        var (status, json) = granted;
        Assert.Equal((HttpStatusCode.OK, 600, "statistics:read"), (status, json.GetProperty("expires_in").GetInt32(), json.GetProperty("scope").GetString()));
        Assert.False(json.TryGetProperty("id_token", out _));

        var text = granted.AccessToken;
        var token = new JsonWebToken(text);
        Assert.Equal(("at+jwt", "ES256", gateway.TokenSettings.Issuer), (token.Typ, token.Alg, token.Issuer));
        Assert.Equal((SignInFlow.Account, SignInFlow.Account), (token.Subject, token.GetPayloadValue<string>("client_id")));

        // It has nothing of the session. The library adds oi_prst, the client that it was issued to.
        Assert.Equal(
            ["aud", "client_id", "exp", "iat", "iss", "jti", "oi_prst", "scope", "sub"],
            token.Claims.Select(claim => claim.Type).Distinct().Order(StringComparer.Ordinal));
        Assert.Contains("\"audience\":\"analyst\"", (await gateway.QueryAsync($"Bearer {text}")).Body, StringComparison.Ordinal);

        foreach (var secret in (string[])[SignInFlow.Password, code, granted.RefreshToken, text, text.Split('.')[2]]) Assert.DoesNotContain(secret, gateway.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Code_is_exchanged_once_even_concurrently()
    {
        var code = await flow.CodeAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => flow.ExchangeAsync(code)));
        Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
        Assert.Equal(7, answers.Count(answer => answer is { Status: HttpStatusCode.BadRequest, Error: "invalid_grant" }));
    }

    [Fact]
    public async Task Suspended_partner_is_refused_at_each_step_of_the_sign_in()
    {
        var (late, used) = (await flow.CodeAsync(), await flow.CodeAsync());
        var token = (await flow.ExchangeAsync(used)).AccessToken;
        await gateway.Services.GetRequiredService<GatewayWriter>().WriteAsync(
            context =>
            {
                context.Find<Partner>(SignInFlow.Partner)!.Status = PartnerStatus.Suspended;
                context.RaiseDirectory();
            },
            Cancel);

        using var page = await flow.PostAsync(SignInFlow.Account, SignInFlow.Password);
        Assert.Equal(HttpStatusCode.Forbidden, page.StatusCode);
        Assert.Contains("not in force", await page.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Equal("invalid_grant", (await flow.ExchangeAsync(late)).Error);
        var answer = await gateway.QueryAsync($"Bearer {token}");
        Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
        Assert.Contains("AGREEMENT_NOT_ACTIVE", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unexpired_token_of_a_suspended_or_removed_account_is_refused()
    {
        var token = (await flow.ExchangeAsync(await flow.CodeAsync())).AccessToken;
        await gateway.ChangeClientsAsync(clients => clients.SetStatusAsync(SignInFlow.Account, PartnerStatus.Suspended, Cancel));
        Assert.Equal(HttpStatusCode.Forbidden, (await gateway.QueryAsync($"Bearer {token}")).Status);
        await gateway.ChangeClientsAsync(clients => clients.SetStatusAsync(SignInFlow.Account, PartnerStatus.Active, Cancel));
        Assert.Equal(HttpStatusCode.OK, (await gateway.QueryAsync($"Bearer {token}")).Status);

        _ = (await gateway.Services.GetRequiredService<AccountRegistry>().RemoveAsync(SignInFlow.Account, Cancel)).Value;
        Assert.InRange((int)(await gateway.QueryAsync($"Bearer {token}")).Status, 401, 403);
        using var page = await flow.PostAsync(SignInFlow.Account, SignInFlow.Password);
        Assert.Equal(HttpStatusCode.Forbidden, page.StatusCode);
    }

    public async ValueTask DisposeAsync() => await gateway.DisposeAsync();
}
