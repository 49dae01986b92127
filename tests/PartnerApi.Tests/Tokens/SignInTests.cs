using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using PartnerApi.Partners;
using PartnerApi.Storage;
using PartnerApi.Tokens.SignIn;

namespace PartnerApi.Tests.Tokens;

/// <summary>People's sign-in over HTTP: RFC 6749 (authorization code), RFC 7636 (PKCE), RFC 9207 (the issuer's name in the answer).</summary>
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
    public async Task Person_who_signs_in_gets_a_token_like_a_program_s_that_questions_are_answered_for()
    {
        var code = await flow.CodeAsync();
        var (status, json) = await flow.ExchangeAsync(code);
        Assert.Equal((HttpStatusCode.OK, 600, "statistics:read"), (status, json.GetProperty("expires_in").GetInt32(), json.GetProperty("scope").GetString()));
        Assert.False(json.TryGetProperty("refresh_token", out _) || json.TryGetProperty("id_token", out _));

        var text = json.GetProperty("access_token").GetString()!;
        var token = new JsonWebToken(text);
        Assert.Equal(("at+jwt", "ES256", gateway.TokenSettings.Issuer), (token.Typ, token.Alg, token.Issuer));
        Assert.Equal((SignInFlow.Account, SignInFlow.Account), (token.Subject, token.GetPayloadValue<string>("client_id")));
        Assert.False(token.TryGetPayloadValue<string>(UsedCodes.IdClaim, out _));
        Assert.Contains("\"audience\":\"analyst\"", (await gateway.AskAsync($"Bearer {text}")).Body, StringComparison.Ordinal);

        foreach (var secret in (string[])[SignInFlow.Password, code, text, text.Split('.')[2]]) Assert.DoesNotContain(secret, gateway.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_holds_no_script_leaves_no_cookie_and_puts_what_was_sent_into_its_form_as_text()
    {
        using var page = await flow.ShowAsync();
        var html = await page.Content.ReadAsStringAsync(Cancel);
        Assert.Equal((HttpStatusCode.OK, "text/html"), (page.StatusCode, page.Content.Headers.ContentType?.MediaType));
        Assert.Contains("value=\"state-&quot;&gt;&lt;script&gt;\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.False(page.Headers.Contains("Set-Cookie"));
        Assert.True(page.Headers.CacheControl?.NoStore);
        var policy = Assert.Single(page.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; style-src 'sha256-", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
    }

    public static TheoryData<string, string?> BadRequests => new()
    {
        { "redirect_uri", "https://attacker.example/statistics/" },
        { "client_id", "harbor-bank" },
        { "client_id", "nobody" },
        { "client_id", SignInFlow.Account },
        { "code_challenge", null },
        { "code_challenge_method", "plain" },
        { "code_challenge_method", null },
        { "response_type", "token" },
        { "response_type", "code token" },
        { "response_mode", "query" },
        { "response_mode", "form_post" },
        { "scope", "openid" },
        { "scope", "statistics:read holder:read" },
    };

    [Theory]
    [MemberData(nameof(BadRequests))]
    public async Task Request_that_is_not_the_pages_own_is_refused_where_it_is_and_sends_nobody_anywhere(string name, string? value)
    {
        using var shown = await flow.ShowAsync((name, value));
        using var posted = await flow.PostAsync(SignInFlow.Account, SignInFlow.Password, (name, value));
        foreach (var response in (HttpResponseMessage[])[shown, posted])
        {
            Assert.Equal((HttpStatusCode.BadRequest, null), (response.StatusCode, response.Headers.Location));
            Assert.DoesNotContain("<form", await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("code_verifier", "wrong-verifier-wrong-verifier-wrong-verifier")]
    [InlineData("code_verifier", "")]
    [InlineData("redirect_uri", "https://attacker.example/statistics/")]
    [InlineData("redirect_uri", "")]
    [InlineData("client_id", "")]
    [InlineData("client_id", "nobody")]
    [InlineData("code", "not.a.code")]
    public async Task Code_without_all_that_belongs_to_it_is_worth_nothing(string name, string value)
    {
        var code = await flow.CodeAsync();
        var (status, json) = await flow.ExchangeAsync(code, (name, value));
        Assert.InRange((int)status, 400, 401);
        Assert.False(json.TryGetProperty("access_token", out _));
    }

    [Fact]
    public async Task Code_is_no_other_client_s_and_no_token()
    {
        var code = await flow.CodeAsync();
        var (status, json) = await flow.ExchangeAsync(code, ("client_id", TokenGateway.Bank), ("client_secret", TokenGateway.BankSecret));
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_grant"), (status, json.GetProperty("error").GetString()));
        Assert.Equal(HttpStatusCode.Unauthorized, (await gateway.AskAsync($"Bearer {code}")).Status);
    }

    [Fact]
    public async Task Code_is_exchanged_once_also_by_many_at_the_same_time()
    {
        var code = await flow.CodeAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => flow.ExchangeAsync(code)));
        Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
        Assert.Equal(7, answers.Count(answer => answer.Status == HttpStatusCode.BadRequest && answer.Json.GetProperty("error").GetString() == "invalid_grant"));
    }

    [Fact]
    public async Task Suspended_partner_ends_the_sign_in_at_each_of_its_steps()
    {
        var (late, used) = (await flow.CodeAsync(), await flow.CodeAsync());
        var token = (await flow.ExchangeAsync(used)).Json.GetProperty("access_token").GetString();
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
        Assert.Equal("invalid_grant", (await flow.ExchangeAsync(late)).Json.GetProperty("error").GetString());
        var answer = await gateway.AskAsync($"Bearer {token}");
        Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
        Assert.Contains("AGREEMENT_NOT_ACTIVE", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Account_that_is_suspended_or_removed_gets_no_answer_with_a_token_that_still_lives()
    {
        var token = (await flow.ExchangeAsync(await flow.CodeAsync())).Json.GetProperty("access_token").GetString();
        await gateway.ChangeClientsAsync(clients => clients.SetStatusAsync(SignInFlow.Account, PartnerStatus.Suspended, Cancel));
        Assert.Equal(HttpStatusCode.Forbidden, (await gateway.AskAsync($"Bearer {token}")).Status);
        await gateway.ChangeClientsAsync(clients => clients.SetStatusAsync(SignInFlow.Account, PartnerStatus.Active, Cancel));
        Assert.Equal(HttpStatusCode.OK, (await gateway.AskAsync($"Bearer {token}")).Status);

        await gateway.Services.GetRequiredService<AccountRegistry>().RemoveAsync(SignInFlow.Account, Cancel);
        Assert.InRange((int)(await gateway.AskAsync($"Bearer {token}")).Status, 401, 403);
        using var page = await flow.PostAsync(SignInFlow.Account, SignInFlow.Password);
        Assert.Equal(HttpStatusCode.Forbidden, page.StatusCode);
    }

    [Fact]
    public async Task Account_is_no_client_of_the_token_endpoint_and_neither_are_the_pages()
    {
        foreach (var client in (string[])[SignInFlow.Account, "statistics-pages"])
        {
            using var response = await gateway.RequestTokenAsync(new() { ["client_id"] = client, ["client_secret"] = SignInFlow.Password });
            Assert.InRange((int)response.StatusCode, 400, 401);
        }
    }

    public async ValueTask DisposeAsync() => await gateway.DisposeAsync();
}
