using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;

namespace PartnerApi.Tests.GraphQL;

/// <summary>The commands on the page at <c>/graphql</c> run when pasted into a shell.</summary>
public sealed partial class QuickStartPageTests(SharedGateway shared)
{
    [Fact]
    public async Task Commands_of_the_page_run_unchanged()
    {
        var page = await shared.Gateway.GetAsync(token: null, "", ("Accept", "text/html"));
        Assert.DoesNotContain("{{", page.Body, StringComparison.Ordinal);
        var lines = string.Join('\n', Code().Matches(page.Body).Select(match => WebUtility.HtmlDecode(match.Groups[1].Value) + "; echo"));
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", lines]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = shell.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal((0, ""), (shell.ExitCode, await error));
        var answers = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("""{"data":{"viewer":{"partner":"Harbor Bank",""", answers[0], StringComparison.Ordinal);
        Assert.Equal("""{"data":{"card":{"valid":true}}}""", answers[1]);
    }

    [GeneratedRegex("<pre><code>(.*?)</code></pre>", RegexOptions.Singleline)]
    private static partial Regex Code();
}
