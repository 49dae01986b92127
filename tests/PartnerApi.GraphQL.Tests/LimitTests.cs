using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PartnerApi.Core;
using PartnerApi.GraphQL.Documents;
using PartnerApi.GraphQL.Engine;
using PartnerApi.Policy;

namespace PartnerApi.GraphQL.Tests;

/// <summary>Limits are settings. Each can be changed, has a range, and is named in its error.</summary>
public sealed class LimitTests
{
    private static readonly IReadOnlyList<string> All =
        [.. typeof(DocumentLimits).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => property.Name)];

    /// <summary>A limit, a document at it, a document above it.</summary>
    private static readonly (string Limit, string At, string Above)[] Documents =
    [
        ("tokens", Values(46), Values(47)),
        ("syntaxDepth", Nested(3), Nested(23)),
        ("selectionDepth", "{__schema{types{ofType{ofType{ofType{name}}}}}}", "{__schema{types{ofType{ofType{ofType{ofType{name}}}}}}}"),
        ("selections", "{viewer{partner client audience scopes purposes benefits}}",
            "{viewer{partner client audience scopes purposes benefits agreementUntil}}"),
        ("aliases", "{a:__typename b:__typename}", "{a:__typename b:__typename c:__typename}"),
        ("repeats", "{__typename __typename}", "{__typename ...{__typename} __typename}"),
        ("operations", "query a{__typename} query b{__typename}", "query a{__typename} query b{__typename} query c{__typename}"),
        ("fragments", "{...f} fragment f on Query{__typename}",
            "{...f} fragment f on Query{__typename} fragment g on Query{__typename} fragment h on Query{__typename}"),
        ("spreadDepth", "{...f} fragment f on Query{__typename}", "{...f} fragment f on Query{...g} fragment g on Query{__typename}"),
        ("directives", "{__typename @skip(if:false) @include(if:true)}", "{__typename @skip(if:false) @include(if:true) @x}"),
        ("variables", "query($a:Int,$b:Int){__typename}", "query($a:Int,$b:Int,$c:Int){__typename}"),
        ("introspectionLists", "{__schema{types{fields{name}}}}", "{__schema{types{fields{type{fields{name}}}}}}"),
        ("answerBytes", "{viewer{client}}", "{acceptances{explanation}}"),
    ];

    [Fact]
    public async Task Configured_limit_applies()
    {
        await using var gateway = await RunningGateway.StartAsync(settings:
        [
            ("Limits:BodyBytes", "400"),
            ("Limits:Tokens", "60"),
            ("Limits:SyntaxDepth", "20"),
            ("Limits:SelectionDepth", "6"),
            ("Limits:Selections", "7"),
            ("Limits:Aliases", "2"),
            ("Limits:Repeats", "2"),
            ("Limits:Operations", "2"),
            ("Limits:Fragments", "2"),
            ("Limits:SpreadDepth", "1"),
            ("Limits:Directives", "2"),
            ("Limits:Variables", "2"),
            ("Limits:IntrospectionLists", "1"),
            ("Limits:AnswerBytes", "400"),
            ("Limits:Errors", "1"),
            ("Limits:PreparedDocuments", "1"),
        ]);
        Assert.Equal(All.Count, Documents.Length + 3);
        foreach (var (limit, at, above) in Documents)
        {
            Assert.NotEqual(limit, LimitOf(await gateway.QueryAsync("harbor-bank", at)));
            Assert.Equal(limit, LimitOf(await gateway.QueryAsync("harbor-bank", above)));
        }

        Assert.Equal("bodyBytes", LimitOf(await gateway.QueryAsync("harbor-bank", "{__typename}" + new string(' ', 400))));
        Assert.Single((await gateway.QueryAsync("harbor-bank", "{a b c d}")).Codes);

        var documents = gateway.Services.GetRequiredService<AudienceSchemas>().Find(Audiences.Find("bank")!)!.Documents;
        foreach (var document in new[] { "{__typename viewer{client}}", "{__typename viewer{partner}}" })
        {
            await gateway.QueryAsync("harbor-bank", document);
            Assert.True(documents.IsCached(document));
        }

        Assert.False(documents.IsCached("{__typename viewer{client}}"));
    }

    [Fact]
    public void Value_outside_a_limits_range_is_rejected_by_name()
    {
        Assert.NotEmpty(All);
        foreach (var name in All)
        {
            Read((name, "1"));
            foreach (var value in new[] { "0", "-1", "2147483647", "99999999999", "12x", "1.5", " 7", "0x10" })
            {
                var error = Assert.Throws<SettingException>(() => Read((name, value)));
                Assert.Equal($"Limits:{name}", error.Setting);
                if (value.Length > 3) Assert.DoesNotContain(value, error.Message, StringComparison.Ordinal);
            }
        }
    }

    // A misspelled limit is rejected by the check of all settings, before any section is read.
    [Fact]
    public void Section_of_limits_accepts_only_numbers()
    {
        foreach (var below in new[] { "Tokens:Most", "Tokens:0" })
            Assert.Equal("Limits:Tokens", Assert.Throws<SettingException>(() => Read((below, "5"))).Setting);
        var flat = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("Limits", (string?)"5")]).Build();
        Assert.Equal("Limits", Assert.Throws<SettingException>(() => DocumentLimits.Read(flat.GetSection("Limits"))).Setting);
    }

    [Fact]
    public void Default_limits_are_within_their_ranges()
    {
        var defaults = new DocumentLimits();
        var set = All.Select(name => (name, typeof(DocumentLimits).GetProperty(name)!.GetValue(defaults)!.ToString()!)).ToArray();
        Assert.Equal(defaults, Read(set));
        Assert.Equal(defaults, Read());
        Assert.Equal(defaults, Read([.. All.Select(name => (name, ""))]));
    }

    private static DocumentLimits Read(params (string Name, string Value)[] settings) => DocumentLimits.Read(new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"Limits:{setting.Name}", (string?)setting.Value)))
        .Build().GetSection("Limits"));

    private static string? LimitOf(Answer answer) =>
        answer.Json.TryGetProperty("errors", out var errors) && errors[0].GetProperty("extensions").TryGetProperty("limit", out var limit)
            ? limit.GetString() : null;

    // { viewer ( a : [ 1 … ] ) { client } } has 12 tokens and one for each number.
    private static string Values(int count) => $"{{viewer(a:[{string.Concat(Enumerable.Repeat("1 ", count + 2))}]){{client}}}}";

    private static string Nested(int depth) => $"{{viewer(a:{new string('[', depth)}{new string(']', depth)}){{client}}}}";
}
