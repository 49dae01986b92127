using System.Net;
using System.Security.Cryptography;
using System.Text;
using PartnerApi.Http.Pages;

namespace PartnerApi.Identity.Tests;

/// <summary>A gateway with one account, shared by tests that only read.</summary>
public sealed class SignInFixture : IAsyncLifetime
{
    internal TokenGateway Gateway { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Gateway = await TokenGateway.StartAsync();
        await SignInFlow.PrepareAsync(Gateway);
    }

    public async ValueTask DisposeAsync() => await Gateway.DisposeAsync();
}

/// <summary>Sign-in requests that differ from those of the pages, and codes with missing or changed parameters.</summary>
public sealed class SignInRefusalTests(SignInFixture fixture) : IClassFixture<SignInFixture>
{
    private readonly TokenGateway gateway = fixture.Gateway;
    private readonly SignInFlow flow = new(fixture.Gateway);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // The page template is filled in one pass, so that a placeholder in the input stays text.
    [Theory]
    [InlineData("{{fields}}")]
    [InlineData("{{alert}}{{name}}")]
    public async Task Name_that_looks_like_a_placeholder_is_returned_as_text(string name)
    {
        using var ordinary = await flow.PostAsync("nobody", "wrong");
        using var placeholder = await flow.PostAsync(name, "wrong");
        var expected = (await ordinary.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Replace("\"nobody\"", $"\"{name}\"", StringComparison.Ordinal);
        Assert.Equal(expected, await placeholder.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Page_has_no_script_or_cookie_and_encodes_parameters_in_its_form()
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

    // People must be able to tell the page from an imitation, also if nothing else is loaded.
    [Fact]
    public async Task Page_contains_the_header_and_the_style_of_all_pages_and_its_policy_permits_exactly_that_style()
    {
        using var page = await flow.ShowAsync();
        var html = await page.Content.ReadAsStringAsync(Cancel);
        var style = html.Split("<style>")[1].Split("</style>")[0];
        Assert.StartsWith(PageFrame.Style, style, StringComparison.Ordinal);
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)));
        Assert.Equal(
            $"default-src 'none'; style-src 'sha256-{hash}'; font-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
            Assert.Single(page.Headers.GetValues("Content-Security-Policy")));
        Assert.Contains("<a class=\"brand\" href=\"../\">", html, StringComparison.Ordinal);
        Assert.Contains("<a href=\"../status\">Status</a>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("style=", html, StringComparison.Ordinal);
    }

    public static TheoryData<string, string?> BadRequests => new()
    {
        { "redirect_uri", "https://attacker.example/statistics/" },
        { "client_id", "harbor-bank" },
        { "client_id", "nobody" },
        { "client_id", SignInFlow.Account },
        { "code_challenge", null },
        { "code_challenge_method", "ordinary" },
        { "code_challenge_method", null },
        { "response_type", "token" },
        { "response_type", "code token" },
        { "response_mode", "form_post" },
        { "scope", "openid" },
        { "scope", "statistics:read holder:read" },
    };

    [Theory]
    [MemberData(nameof(BadRequests))]
    public async Task Request_that_differs_from_the_pages_own_is_rejected_without_a_redirect(string name, string? value)
    {
        using var shown = await flow.ShowAsync((name, value));
        using var posted = await flow.PostAsync(SignInFlow.Account, SignInFlow.Password, (name, value));
        foreach (var response in (HttpResponseMessage[])[shown, posted])
        {
            Assert.Equal((HttpStatusCode.BadRequest, null), (response.StatusCode, response.Headers.Location));
            Assert.DoesNotContain("<form", await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Request_without_PKCE_is_rejected()
    {
        using var shown = await flow.ShowAsync(("code_challenge", null), ("code_challenge_method", null));
        using var posted = await flow.PostAsync(SignInFlow.Account, SignInFlow.Password, ("code_challenge", null), ("code_challenge_method", null));
        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (shown.StatusCode, posted.StatusCode));
    }

    [Theory]
    [InlineData("code_verifier", "wrong-verifier-wrong-verifier-wrong-verifier")]
    [InlineData("code_verifier", "")]
    [InlineData("redirect_uri", "https://attacker.example/statistics/")]
    [InlineData("redirect_uri", "")]
    [InlineData("client_id", "")]
    [InlineData("client_id", "nobody")]
    [InlineData("code", "not.a.code")]
    public async Task Code_with_a_wrong_or_missing_parameter_gets_no_token(string name, string value)
    {
        var code = await flow.CodeAsync();
        var (status, json) = await flow.ExchangeAsync(code, (name, value));
        Assert.InRange((int)status, 400, 401);
        Assert.False(json.TryGetProperty("access_token", out _));
    }

    [Fact]
    public async Task Code_is_rejected_for_another_client_and_as_a_token()
    {
        var code = await flow.CodeAsync();
        var (status, json) = await flow.ExchangeAsync(code, ("client_id", TokenGateway.Bank), ("client_secret", TokenGateway.BankSecret));
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_grant"), (status, json.GetProperty("error").GetString()));
        Assert.Equal(HttpStatusCode.Unauthorized, (await gateway.QueryAsync($"Bearer {code}")).Status);
    }

    [Fact]
    public async Task Accounts_and_pages_cannot_use_client_credentials()
    {
        foreach (var client in (string[])[SignInFlow.Account, "statistics-pages"])
        {
            using var response = await gateway.RequestTokenAsync(new() { ["client_id"] = client, ["client_secret"] = SignInFlow.Password });
            Assert.InRange((int)response.StatusCode, 400, 401);
        }
    }
}
