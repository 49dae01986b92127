using System.Text;

namespace PartnerApi.GraphQL.Tests;

/// <summary>The accepted and rejected forms of requests over HTTP (faults 49 to 53; authz 50, 67).</summary>
public sealed class RequestFormTests(SharedGateway shared)
{
    private const string Good = """{"query":"{viewer{client}}"}""";
    private const string Answered = """{"data":{"viewer":{"client":"harbor-bank"}}}""";

    private readonly RunningGateway gateway = shared.Gateway;

    public static TheoryData<string, string> BadBodies => new()
    {
        { "key twice", """{"query":"{a}","query":"{viewer{client}}"}""" },
        { "key twice, once escaped", """{"query":"{viewer{client}}","\u0071uery":"{a}"}""" },
        { "variable twice", """{"query":"{viewer{client}}","variables":{"a":1,"a":2}}""" },
        { "member twice within a variable", """{"query":"{viewer{client}}","variables":{"a":[{"b":1,"b":2}]}}""" },
        { "name in another case", """{"Query":"{viewer{client}}"}""" },
        { "nothing", "" },
        { "blanks", "  " },
        { "null", "null" },
        { "number", "1" },
        { "two bodies", """{"query":"{viewer{client}}"}{}""" },
        { "trailing comma", """{"query":"{viewer{client}}",}""" },
        { "comment", """{"query":"{viewer{client}}"}//""" },
        { "single quotes", "{'query':'{viewer{client}}'}" },
        { "not a number", """{"query":"{viewer{client}}","variables":{"a":NaN}}""" },
        { "lone surrogate in the document", """{"query":"{viewer{client}} #\ud800"}""" },
        { "lone surrogate in a variable", """{"query":"{viewer{client}}","variables":{"a":"\udc00"}}""" },
        { "lone surrogate in a variable's name", """{"query":"{viewer{client}}","variables":{"\udc00":1}}""" },
        { "lone surrogate in the operation's name", """{"query":"{viewer{client}}","operationName":"\ud800"}""" },
        { "deep list", """{"query":"{viewer{client}}","variables":{"a":""" + new string('[', 5_000) + new string(']', 5_000) + "}}" },
        { "deep list that never ends", """{"query":"{viewer{client}}","variables":{"a":""" + new string('[', 15_000) },
        { "list of variables", """{"query":"{viewer{client}}","variables":[]}""" },
        { "text of variables", """{"query":"{viewer{client}}","variables":"{}"}""" },
        { "no document", """{"variables":{}}""" },
        { "null document", """{"query":null}""" },
        { "number for a document", """{"query":1}""" },
        { "object for a document", """{"query":{"viewer":1}}""" },
        { "number for an operation", """{"query":"{viewer{client}}","operationName":1}""" },
        { "list of extensions", """{"query":"{viewer{client}}","extensions":[]}""" },
        { "form", "query={viewer{client}}" },
    };

    [Theory]
    [MemberData(nameof(BadBodies))]
    public async Task Malformed_body_is_rejected(string label, string body)
    {
        Assert.NotEmpty(label);
        AssertBad(await gateway.PostBytesAsync(await TokenAsync(), Encoding.UTF8.GetBytes(body)));
    }

    [Fact]
    public async Task Invalid_UTF8_is_rejected_in_every_position()
    {
        var token = await TokenAsync();
        AssertBad(await gateway.PostBytesAsync(token, [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Good)]));
        AssertBad(await gateway.PostBytesAsync(token, Encoding.Unicode.GetBytes(Good)));
        AssertBad(await gateway.PostBytesAsync(token, Encoding.UTF32.GetBytes(Good)));
        string[] bodies = ["""{"query":"{viewer{client}} #~"}""", """{"query":"{a}","~":1}""", """{"query":"{a}","x":"~"}"""];
        foreach (var body in bodies)
            foreach (var bad in new byte[][] { [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80] })
                AssertBad(await gateway.PostBytesAsync(token, Replace(body, bad)));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/graphql")]
    [InlineData("application/graphql-response+json")]
    [InlineData("application/json-patch+json")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/json; charset=iso-8859-1")]
    [InlineData("application/json, text/plain")]
    [InlineData("json")]
    public async Task Other_content_type_is_rejected(string contentType)
    {
        var answer = await gateway.PostBytesAsync(await TokenAsync(), Encoding.UTF8.GetBytes(Good), ("Content-Type", contentType));
        Assert.Equal((415, "UNSUPPORTED_MEDIA_TYPE"), ((int)answer.Status, Assert.Single(answer.Codes)));
        Assert.Contains(answer.Headers, header => header is { Key: "Accept", Value: "application/json" });

        // The header would blame the content coding (RFC 9110, section 12.5.3).
        Assert.DoesNotContain(answer.Headers, header => header.Key == "Accept-Encoding");
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("Application/JSON")]
    [InlineData("application/json;charset=UTF-8")]
    [InlineData("application/json; charset=\"utf-8\"")]
    [InlineData("application/json; profile=x")]
    public async Task JSON_in_UTF8_is_accepted_in_every_spelling(string contentType) =>
        Assert.Equal(Answered, (await gateway.PostBytesAsync(await TokenAsync(), Encoding.UTF8.GetBytes(Good), ("Content-Type", contentType))).Body);

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("identity, gzip")]
    [InlineData("x-identity")]
    public async Task Encoded_body_is_rejected(string encoding)
    {
        var answer = await gateway.PostBytesAsync(await TokenAsync(), Encoding.UTF8.GetBytes(Good), ("Content-Encoding", encoding));
        Assert.Equal((415, "UNSUPPORTED_MEDIA_TYPE"), ((int)answer.Status, Assert.Single(answer.Codes)));
        Assert.Contains(answer.Headers, header => header is { Key: "Accept-Encoding", Value: "identity" });
    }

    [Theory]
    [InlineData("identity")]
    [InlineData("Identity")]
    [InlineData("identity, identity")]
    [InlineData("")]
    public async Task Identity_coding_is_accepted(string encoding) =>
        Assert.Equal(Answered, (await gateway.PostBytesAsync(await TokenAsync(), Encoding.UTF8.GetBytes(Good), ("Content-Encoding", encoding))).Body);

    [Theory]
    [InlineData("""[{"query":"{viewer{client}}"}]""")]
    [InlineData("[]")]
    public async Task Batch_is_rejected_with_its_own_code(string body)
    {
        foreach (var (accept, status) in new[] { ("application/json", 400), ("application/graphql-response+json", 422) })
        {
            var answer = await gateway.SendAsync(await TokenAsync(), body, accept);
            Assert.Equal((status, "BATCHING_NOT_SUPPORTED"), ((int)answer.Status, Assert.Single(answer.Codes)));
        }
    }

    // Apollo clients check the message or the code, and then send the document.
    [Theory]
    [InlineData("""{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"ecf4edb46db40b5132295c0291d62fb65d6759a9eedfa4d5d612dd5ec54a6b38"}}}""")]
    [InlineData("""{"operationName":"q","variables":{},"query":null,"extensions":{"persistedQuery":{"version":1,"sha256Hash":"x"}}}""")]
    [InlineData("""{"query":"","extensions":{"persistedQuery":{"version":1,"sha256Hash":"x"}}}""")]
    [InlineData("""{"documentId":"sha256:ecf4edb46db40b5132295c0291d62fb65d6759a9eedfa4d5d612dd5ec54a6b38"}""")]
    public async Task Persisted_query_is_rejected_in_the_form_that_makes_clients_send_the_document(string body)
    {
        foreach (var (accept, status) in new[] { ("*/*", 200), ("application/graphql-response+json, application/json;q=0.9", 422) })
        {
            var answer = await gateway.SendAsync(await TokenAsync(), body, accept);
            Assert.Equal(status, (int)answer.Status);
            Assert.Equal(
                """{"errors":[{"message":"PersistedQueryNotSupported","extensions":{"code":"PERSISTED_QUERY_NOT_SUPPORTED"}}]}""", answer.Body);
        }
    }

    [Fact]
    public async Task Persisted_query_by_GET_is_rejected_and_a_hash_with_a_document_is_answered()
    {
        var extensions = "extensions=" + Uri.EscapeDataString("""{"persistedQuery":{"version":1,"sha256Hash":"x"}}""");
        var answer = await gateway.GetAsync(await TokenAsync(), "operationName=q&" + extensions);
        Assert.Equal((200, "PERSISTED_QUERY_NOT_SUPPORTED"), ((int)answer.Status, Assert.Single(answer.Codes)));
        Assert.Equal(Answered, (await gateway.GetAsync(await TokenAsync(), "query={viewer{client}}&" + extensions)).Body);
        const string Both = """{"query":"{viewer{client}}","extensions":{"persistedQuery":{"version":1,"sha256Hash":"x"}}}""";
        Assert.Equal(Answered, (await gateway.SendAsync(await TokenAsync(), Both)).Body);
    }

    [Theory]
    [InlineData(16 * 1024, null)]
    [InlineData(16 * 1024 + 1, "bodyBytes")]
    [InlineData(64 * 1024 + 2, "bodyBytes")]
    [InlineData(2_000_000, "bodyBytes")]
    public async Task Body_is_accepted_up_to_its_limit(int bytes, string? limit)
    {
        var body = Encoding.UTF8.GetBytes(Good.PadRight(bytes));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = new StreamContent(new ChunkedStream(body)) };
        request.Headers.Authorization = new("Bearer", await TokenAsync());
        request.Headers.TransferEncodingChunked = true;
        request.Content.Headers.ContentType = new("application/json");
        using var response = await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);
        foreach (var answer in new[] { await Answer.ReadAsync(response), await gateway.PostBytesAsync(await TokenAsync(), body) })
        {
            if (limit is null) Assert.Equal(Answered, answer.Body);
            else Assert.Equal((413, limit), ((int)answer.Status, answer.Json.GetProperty("errors")[0].GetProperty("extensions").GetProperty("limit").GetString()));
        }
    }

    private static void AssertBad(Answer answer)
    {
        Assert.Equal((400, "BAD_REQUEST"), ((int)answer.Status, Assert.Single(answer.Codes)));
        Assert.False(answer.Json.TryGetProperty("data", out _));
    }

    private static byte[] Replace(string body, byte[] bad) =>
        [.. Encoding.UTF8.GetBytes(body).SelectMany(value => value == (byte)'~' ? bad : [value])];

    private Task<string> TokenAsync() => gateway.TokenAsync("harbor-bank");

    // A stream of unknown length is sent in chunks.
    private sealed class ChunkedStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
