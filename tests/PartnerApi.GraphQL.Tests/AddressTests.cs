using System.Net;

namespace PartnerApi.GraphQL.Tests;

/// <summary>Requests by GET, with other methods, and for other media types (faults 53).</summary>
public sealed class AddressTests(SharedGateway shared)
{
    private const string Open = "{viewer{client}}";
    private const string Answered = """{"data":{"viewer":{"client":"harbor-bank"}}}""";

    private readonly RunningGateway gateway = shared.Gateway;

    [Theory]
    [InlineData("{viewer{client}}", 200)]
    [InlineData("{acceptances{purpose}}", 200)]
    [InlineData("{__typename}", 200)]
    [InlineData("{__schema{queryType{name}}}", 200)]
    [InlineData("{card(number:\"\",purpose:MEMBERSHIP){valid}}", 405)]
    [InlineData("{cards(numbers:[],purpose:MEMBERSHIP){valid}}", 405)]
    [InlineData("{benefits{id}}", 405)]
    [InlineData("{viewer:card(number:\"\",purpose:MEMBERSHIP){valid}}", 405)]
    [InlineData("{viewer{client} ...f} fragment f on Query{card(number:\"\",purpose:MEMBERSHIP){valid}}", 405)]
    [InlineData("{...{...{...f}}} fragment f on Query{...g} fragment g on Query{benefits{id}}", 405)]
    [InlineData("{card(number:\"\",purpose:MEMBERSHIP)@skip(if:true){valid} viewer{client}}", 405)]
    [InlineData("mutation{reverseRedemption(input:{redemption:1,reason:ENTERED_BY_MISTAKE}){redemption{id}}}", 405)]
    [InlineData("mutation{__typename}", 405)]
    public async Task Get_allows_only_fields_that_are_open_to_every_caller(string query, int status)
    {
        var answer = await GetAsync("query=" + WebUtility.UrlEncode(query), "river-museum");
        Assert.Equal(status, (int)answer.Status);
        if (status == 405) Assert.Equal(["METHOD_NOT_ALLOWED"], answer.Codes);
        if (status == 405) Assert.Contains(answer.Headers, header => header is { Key: "Allow", Value: "GET, HEAD, POST" });
    }

    [Fact]
    public async Task Method_check_uses_the_named_operation()
    {
        var query = WebUtility.UrlEncode("query a{viewer{client}} query b{benefits{id}} mutation c{__typename}");
        Assert.Equal(200, (int)(await GetAsync($"query={query}&operationName=a", "river-museum")).Status);
        Assert.Equal(405, (int)(await GetAsync($"query={query}&operationName=b", "river-museum")).Status);
        Assert.Equal(405, (int)(await GetAsync($"query={query}&operationName=c", "river-museum")).Status);
    }

    [Theory]
    [InlineData("", 422)]
    [InlineData("query=", 422)]
    [InlineData("Query", 422)]
    [InlineData("operationName=a", 422)]
    [InlineData("query={viewer{client}}&query={viewer{client}}", 422)]
    [InlineData("query={viewer{client}}&QUERY=x", 422)]
    [InlineData("query={viewer{client}}&variables=[]", 422)]
    [InlineData("query={viewer{client}}&variables=1", 422)]
    [InlineData("query={viewer{client}}&variables={", 400)]
    [InlineData("query={viewer{client}}&variables={}&variables={}", 422)]
    [InlineData("query={viewer{client}}&variables={\"a\":1,\"a\":2}", 400)]
    [InlineData("query={viewer{client}}&variables={\"a\":\"%5Cud800\"}", 400)]
    [InlineData("query={viewer{client}}&variables={\"%5Cud800\":1}", 400)]
    [InlineData("query={viewer{client}}&operationName=a&operationName=b", 422)]
    [InlineData("query={viewer{client}}&extensions=[]", 422)]
    [InlineData("query={viewer{client}}&extensions=1", 422)]
    [InlineData("query={viewer{client}}&extensions=\"{}\"", 422)]
    [InlineData("query={viewer{client}}&extensions={", 400)]
    [InlineData("query={viewer{client}}&extensions={}&extensions={}", 422)]
    public async Task Malformed_query_string_is_rejected(string parameters, int status)
    {
        var answer = await GetAsync(parameters, "harbor-bank");
        Assert.Equal((status, "BAD_REQUEST"), ((int)answer.Status, Assert.Single(answer.Codes)));
    }

    [Theory]
    [InlineData("variables=&operationName=&extensions=")]
    [InlineData("variables=null&extensions=null")]
    [InlineData("variables={}&extensions={\"some\":\"value\"}")]
    [InlineData("unknown=1")]
    public async Task Empty_parameter_equals_an_absent_one(string parameters) =>
        Assert.Equal(Answered, (await GetAsync("query={viewer{client}}&" + parameters, "harbor-bank")).Body);

    // Browsers send these types without a preflight (GHSA-hff2-gcpx-8f4p).
    [Theory]
    [InlineData("text/plain", 415)]
    [InlineData("application/x-www-form-urlencoded", 415)]
    [InlineData("application/json", 200)]
    public async Task Get_with_a_form_content_type_is_rejected(string contentType, int status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/graphql?query=" + Open) { Content = new ByteArrayContent([]) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        request.Headers.Authorization = new("Bearer", await gateway.TokenAsync("harbor-bank"));
        using var response = await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(status, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("query=%ff%fe")]
    [InlineData("query=%00")]
    [InlineData("query=%ed%a0%80{viewer{client}}")]
    [InlineData("query={viewer{client}}%E2%80%AE")]
    public async Task Invalid_text_in_the_query_string_is_a_syntax_error(string parameters) =>
        Assert.Equal(["GRAPHQL_PARSE_FAILED"], (await GetAsync(parameters, "harbor-bank")).Codes);

    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    [InlineData("OPTIONS")]
    [InlineData("QUERY")]
    public async Task Other_method_is_rejected(string method)
    {
        var answer = await gateway.MethodAsync(method, await gateway.TokenAsync("harbor-bank"));
        Assert.Equal((405, "METHOD_NOT_ALLOWED"), ((int)answer.Status, Assert.Single(answer.Codes)));
        Assert.Contains(answer.Headers, header => header is { Key: "Allow", Value: "GET, HEAD, POST" });
        Assert.Equal(405, (int)(await gateway.MethodAsync(method, token: null)).Status);
    }

    [Theory]
    [InlineData("application/json", "application/json")]
    [InlineData("*/*", "application/json")]
    [InlineData("image/png", "application/json")]
    [InlineData(";;,q=", "application/json")]
    [InlineData("application/graphql-response+json", "application/graphql-response+json")]
    [InlineData("application/json;q=0.4, application/graphql-response+json;q=0.5", "application/graphql-response+json")]
    [InlineData("text/html, application/json", "application/json")]
    [InlineData("Application/GraphQL-Response+JSON", "application/graphql-response+json")]
    [InlineData("APPLICATION/JSON;q=0.4, application/graphql-response+JSON;q=0.5", "application/graphql-response+json")]
    [InlineData("application/graphql-response+json;q=0, application/json", "application/json")]
    [InlineData("application/graphql-response+json;q=0, */*;q=0.1", "application/json")]
    [InlineData("application/graphql-response+json;q=0", "application/json")]
    [InlineData("application/json;q=0", "application/json")]
    [InlineData("application/json;q=0, */*", "application/graphql-response+json")]
    [InlineData("application/json;q=0, application/*", "application/graphql-response+json")]
    [InlineData("application/graphql-response+json;q=0.4, */*;q=0.5", "application/json")]
    [InlineData("application/graphql-response+json;q=0.4, application/*;q=0.5, */*;q=0.1", "application/json")]
    [InlineData("application/graphql-response+json, */*;q=0.8", "application/graphql-response+json")]
    [InlineData("application/graphql-response+json, */*", "application/graphql-response+json")]
    [InlineData("*/*, application/graphql-response+json", "application/graphql-response+json")]
    [InlineData("application/json, application/graphql-response+json", "application/json")]
    [InlineData("application/graphql-response+json, application/json", "application/graphql-response+json")]
    [InlineData("application/graphql-response+json, application/json;q=0.9", "application/graphql-response+json")]
    [InlineData("application/graphql-response+json;charset=utf-8;q=0, */*", "application/json")]
    [InlineData("application/graphql-response+json;charset=utf-16;q=0, application/graphql-response+json", "application/graphql-response+json")]
    [InlineData("multipart/mixed;deferSpec=20220824, application/graphql-response+json, application/json;q=0.9", "application/graphql-response+json")]
    [InlineData("text/*, application/json;q=0.1", "application/json")]
    [InlineData("*/*;q=0", "application/json")]
    public async Task Response_uses_the_best_accepted_format(string accept, string format)
    {
        var answer = await gateway.SendAsync(await gateway.TokenAsync("harbor-bank"), """{"query":"{viewer{client}}"}""", accept);
        Assert.Equal(Answered, answer.Body);
        Assert.Contains(answer.Headers, header => header.Key == "Content-Type" && header.Value == format + "; charset=utf-8");
        Assert.Contains(answer.Headers, header => header is { Key: "Cache-Control", Value: "no-store" });
    }

    [Fact]
    public async Task Browser_gets_the_page_unless_the_query_string_has_a_document()
    {
        var page = await gateway.GetAsync(token: null, "", ("Accept", "text/html,application/xhtml+xml"));
        Assert.Equal(200, (int)page.Status);
        Assert.StartsWith("<!DOCTYPE html>", page.Body, StringComparison.Ordinal);
        foreach (var accept in new[] { "text/html;q=0", "*/*", "application/json, text/html;q=0.1", "text/html;q=0.5, application/*;q=0.6" })
            Assert.Equal(["UNAUTHENTICATED"], (await gateway.GetAsync(token: null, "", ("Accept", accept))).Codes);
        Assert.Equal(200, (int)(await gateway.GetAsync(token: null, "", ("Accept", "TEXT/HTML, application/json;q=0.9, */*;q=0.8"))).Status);
        var queried = await gateway.GetAsync(token: null, "query=" + Open, ("Accept", "text/html"));
        Assert.Equal(["UNAUTHENTICATED"], queried.Codes);
    }

    private async Task<Answer> GetAsync(string parameters, string client) =>
        await gateway.GetAsync(await gateway.TokenAsync(client), parameters, ("Accept", "application/graphql-response+json"));
}
