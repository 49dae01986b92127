using System.Text.RegularExpressions;
using PartnerApi.GraphQL;
using PartnerApi.GraphQL.Setup;
using PartnerApi.Policy;
using PartnerApi.Site;

namespace PartnerApi.Tests.Site;

/// <summary>The reference pages of the schemas.</summary>
[Trait("Needs", "NoStore")]
public sealed partial class SchemaPageTests(SharedGateway shared)
{
    public static TheoryData<string> Names => [.. Audiences.All.Select(audience => audience.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Page_has_a_row_for_every_member_of_every_type(string audience)
    {
        var page = await GetAsync($"/schema/{audience}");
        var ids = Ids(Sdl(audience)).ToList();
        Assert.Contains("Query.viewer", ids);
        Repository.Holds(ids.Where(id => !page.Contains($" id=\"{id}\"", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Download_is_the_schema_of_the_program(string audience)
    {
        using var response = await shared.Gateway.Http.GetAsync($"/schema/{audience}.graphql", TestContext.Current.CancellationToken);
        Assert.Equal("text/plain", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(Sdl(audience), await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Contains($"href=\"{audience}.graphql\"", await GetAsync($"/schema/{audience}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Field_shows_its_type_arguments_default_and_scopes()
    {
        var page = await GetAsync("/schema/museum");
        Assert.Contains("""<td><code><a href="#RedemptionConnection">RedemptionConnection</a></code></td>""", page, StringComparison.Ordinal);
        Assert.Contains("<li><code>first</code>: <code>Int = 50</code>.", page, StringComparison.Ordinal);
        Assert.Contains("""<code>[<a href="#CardNumber">CardNumber</a>!]!</code>""", page, StringComparison.Ordinal);
        Assert.Contains("Requires <code>benefit:eligibility</code> and <code>card:validity</code>.", page, StringComparison.Ordinal);
        Assert.Contains("<code>viewer.quota.receiptsPerRequest</code> limits", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_of_a_schema_is_encoded()
    {
        const string text = "<b>&\"`<i>`";
        var member = new DocumentedMember("field", text, "String", text, [], [[text]], text);
        var type = new DocumentedType(DocumentedKind.Object, "Query", text, [member with { Arguments = [member] }], text);
        var page = SchemaPage.Render("schema/bank", text, Audiences.All[0] with { Description = text }, [type]);
        Assert.DoesNotContain("<b>", page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("<i>", page.Body, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;&amp;&quot;<code>&lt;i&gt;</code>", page.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Link_to_a_committed_schema_leads_to_its_page()
    {
        var page = await GetAsync("/integrate/audiences");
        Assert.Contains("""<a href="../schema/privacy-officer">""", page, StringComparison.Ordinal);
        Assert.Contains("""<a href="../schema/">""", await GetAsync("/understand/authorization"), StringComparison.Ordinal);
    }

    private Task<string> GetAsync(string address) => shared.Gateway.Http.GetStringAsync(address, TestContext.Current.CancellationToken);

    private string Sdl(string audience) => shared.Gateway.Services.WriteSchemaFiles()[audience + ".graphql"];

    // Read from the lines, and not with the parser that the page uses: a member has two columns of indentation, an argument has four.
    private static IEnumerable<string> Ids(string sdl)
    {
        var type = "";
        foreach (var line in sdl.Split('\n'))
        {
            if (Type().Match(line) is { Success: true } found) yield return type = found.Groups[1].Value;
            else if (Member().Match(line) is { Success: true } member && type.Length > 0) yield return $"{type}.{member.Groups[1].Value}";
        }
    }

    [GeneratedRegex(@"^(?:type|input|enum|scalar) (\w+)")]
    private static partial Regex Type();

    [GeneratedRegex(@"^  (\w+)")]
    private static partial Regex Member();
}
