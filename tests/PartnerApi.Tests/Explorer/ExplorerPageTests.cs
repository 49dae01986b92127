using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using PartnerApi.Core;
using PartnerApi.Explorer;
using PartnerApi.Sandbox;

namespace PartnerApi.Tests.Explorer;

/// <summary>The HTTP responses of the explorer. <c>tests/pages</c> tests it in a browser.</summary>
// Independent of the store, so they run on one store only.
[Trait("Store", "Sqlite")]
public sealed partial class ExplorerPageTests(SharedGateway shared)
{
    public static TheoryData<string, string> Files => new()
    {
        { "/explorer/", "text/html" },
        { "/explorer/examples.json", "application/json" },
        { "/explorer/assets/app.js", "text/javascript" },
        { "/explorer/assets/app.css", "text/css" },
        { "/explorer/assets/graphiql.js", "text/javascript" },
        { "/explorer/assets/graphiql.css", "text/css" },
        { "/explorer/assets/graphql.worker.js", "text/javascript" },
        { "/explorer/assets/json.worker.js", "text/javascript" },
        { "/explorer/assets/editor.worker.js", "text/javascript" },
        { "/explorer/assets/codicon.ttf", "font/ttf" },
        { "/explorer/assets/licenses.txt", "text/plain" },
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private HttpClient Http => shared.Gateway.Http;

    [Theory]
    [MemberData(nameof(Files))]
    public async Task File_is_public_and_its_policy_allows_only_this_origin(string path, string type)
    {
        using var response = await Http.GetAsync(path, Cancel);
        Assert.Equal((HttpStatusCode.OK, type), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy")).Split("; ");
        Assert.Equal(
            ["base-uri 'none'", "connect-src 'self'", "default-src 'none'", "font-src 'self'", "form-action 'none'", "frame-ancestors 'none'", "img-src 'self' data:",
                "script-src 'self'", "style-src 'self' 'unsafe-inline'", "worker-src 'self'"],
            policy.Order(StringComparer.Ordinal));
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.False(response.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task Page_has_the_clients_of_the_sandbox_and_runs_no_inline_code()
    {
        var page = await Http.GetStringAsync("/explorer/", Cancel);
        Assert.Equal(SandboxPartners.All.Select(partner => partner.Id), Client().Matches(page).Select(match => match.Groups[1].Value));
        Assert.DoesNotContain("{{", page, StringComparison.Ordinal);
        Assert.DoesNotContain("://", page, StringComparison.Ordinal);
        Assert.DoesNotMatch(Inline(), page);
        Assert.Contains("""<script type="module" src="assets/app.js"></script>""", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Address_without_a_slash_redirects_to_the_page()
    {
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        using var client = new HttpClient(handler) { BaseAddress = Http.BaseAddress };
        using var response = await client.GetAsync("/explorer", Cancel);
        Assert.Equal((HttpStatusCode.PermanentRedirect, "explorer/"), (response.StatusCode, response.Headers.Location?.OriginalString));
    }

    [Fact]
    public async Task Setting_turns_the_explorer_off()
    {
        await using var gateway = await RunningGateway.StartAsync(settings: ("Explorer:Enabled", "false"));
        foreach (var (path, _) in Files.Select(row => row.Data))
        {
            using var response = await gateway.Http.GetAsync(path, Cancel);
            Assert.Equal((path, HttpStatusCode.NotFound), (path, response.StatusCode));
        }
    }

    [Fact]
    public async Task Production_has_no_explorer_unless_a_setting_turns_it_on_and_then_no_clients()
    {
        using var installation = new Installation();
        await using (var closed = await ChildGateway.StartAsync(installation, "serve"))
        {
            using var response = await closed.Http.GetAsync("/explorer/", Cancel);
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
            await closed.StopAsync("TERM");
        }
        await using var open = await ChildGateway.StartAsync(installation.With(("Explorer:Enabled", "true")), "serve");
        var page = await open.Http.GetStringAsync("/explorer/", Cancel);
        Assert.Contains("""<label for="token">""", page, StringComparison.Ordinal);
        Assert.DoesNotMatch(Client(), page);
        Assert.DoesNotContain("{{", page, StringComparison.Ordinal);
        Assert.DoesNotContain(SandboxPartners.Secret, page, StringComparison.OrdinalIgnoreCase);
        var examples = JsonDocument.Parse(await open.Http.GetStringAsync("/explorer/examples.json", Cancel)).RootElement;
        Assert.All(examples.EnumerateArray(), example => Assert.DoesNotMatch(@"\d{16}", example.GetProperty("variables").GetString()!));
    }

    // An authority elsewhere does not know the clients of the sandbox, and gets no tokens by their secret.
    [Fact]
    public async Task Sandbox_with_an_external_authority_shows_no_clients_and_no_statistics()
    {
        await using var gateway = await RunningGateway.StartAsync(settings: ("Tokens:Authority", "http://127.0.0.1:9/"));
        var page = await gateway.Http.GetStringAsync("/explorer/", Cancel);
        Assert.Contains("""<label for="token">""", page, StringComparison.Ordinal);
        Assert.DoesNotMatch(Client(), page);
        Assert.DoesNotContain("statistics/", page, StringComparison.Ordinal);
        using var statistics = await gateway.Http.GetAsync("/statistics/", Cancel);
        Assert.Equal(HttpStatusCode.NotFound, statistics.StatusCode);
    }

    [Fact]
    public void Setting_that_is_not_a_Boolean_stops_the_start()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Explorer:Enabled", "yes")]).Build();
        Assert.Throws<SettingException>(() => ExplorerSettings.Read(configuration, isSandbox: false));
    }

    [GeneratedRegex("data-client=\"([^\"]*)\"")]
    private static partial Regex Client();

    [GeneratedRegex("""<style|<script(?![^>]* src=)|<[^>]* (?:on[a-z]+|style)=""")]
    private static partial Regex Inline();
}
