using System.Net;
using System.Text.Json;
using PartnerApi.Site;

namespace PartnerApi.Tests.Site;

/// <summary>Sample programs on the pages of the site.</summary>
[Trait("Needs", "NoStore")]
public sealed class SampleTests(SharedGateway shared)
{
    private const string Page = "integrate/page.md";
    private const string Sample = "src/PartnerApi/Site/Content/integrate/samples/typescript/partner-api.ts";

    private readonly HttpClient http = shared.Gateway.Http;

    [Fact]
    public void Link_in_a_paragraph_of_its_own_shows_the_sample() => Assert.Contains(
        """
        <p class="caption"><code>a.ts</code></p>
        <pre tabindex="0"><code class="language-ts">if (1 &lt; 2) {

          done();
        }
        </code></pre>
        """.ReplaceLineEndings("\n"),
        Render("[a.ts](samples/typescript/a.ts)").Body, StringComparison.Ordinal);

    [Theory]
    [InlineData("The file [a.ts](samples/typescript/a.ts).")]
    [InlineData("[a.ts](samples/typescript/a.ts) and [a.ts](samples/typescript/a.ts)")]
    public void Link_in_a_sentence_shows_no_sample(string text) => Assert.DoesNotContain("<pre", Render(text).Body, StringComparison.Ordinal);

    [Fact]
    public void Search_finds_the_name_of_a_sample_and_not_its_code()
    {
        var text = Assert.Single(Render("[a.ts](samples/typescript/a.ts)").Sections).Text;
        Assert.Contains("a.ts", text, StringComparison.Ordinal);
        Assert.DoesNotContain("done();", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_sample_stops_the_rendering()
    {
        var error = Assert.Throws<InvalidOperationException>(() => Render("[b.ts](samples/typescript/b.ts)"));
        Assert.Equal("The page integrate/page.md shows samples/typescript/b.ts, but there is no such sample.", error.Message);
    }

    [Fact]
    public async Task Page_shows_the_file_of_the_repository_with_the_address_of_the_gateway()
    {
        const string standard = "http://127.0.0.1:5080";
        var page = WebUtility.HtmlDecode(await http.GetStringAsync("/integrate/quickstart-typescript", TestContext.Current.CancellationToken));
        var sample = Repository.Read(Sample);
        Assert.Contains(standard, sample, StringComparison.Ordinal);
        Assert.Contains(sample.Replace(standard, http.BaseAddress!.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal), page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_index_names_every_sample()
    {
        var index = JsonDocument.Parse(await http.GetStringAsync("/search.json", TestContext.Current.CancellationToken)).RootElement;
        var texts = string.Join('\n', index.EnumerateArray().Select(section => section[3].GetString()));
        var samples = Repository.Files
            .Where(file => file.StartsWith("src/PartnerApi/Site/Content/integrate/samples/", StringComparison.Ordinal))
            .Where(file => !file.EndsWith(".props", StringComparison.Ordinal))
            .ToList();
        Assert.NotEmpty(samples);
        Repository.Holds(samples.Where(file => !texts.Contains(Path.GetFileName(file), StringComparison.Ordinal)));
    }

    private static ContentPage Render(string markdown)
    {
        var samples = new Dictionary<string, string> { ["integrate/samples/typescript/a.ts"] = "if (1 < 2) {\n\n  done();\n}\n" };
        return new ContentRenderer(new Dictionary<string, string> { [Page] = "integrate/page" }, samples).Render(Page, $"# Page\n\nFor tests.\n\n{markdown}\n");
    }
}
