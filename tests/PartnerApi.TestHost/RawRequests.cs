using System.Net.Http.Headers;

namespace PartnerApi.TestHost;

/// <summary>Requests that no client library would send.</summary>
internal static class RawRequests
{
    /// <summary>Posts arbitrary bytes, as JSON unless the headers include a <c>Content-Type</c>.</summary>
    public static async Task<Answer> PostBytesAsync(
        this RunningGateway gateway, string? token, byte[] body, params (string Name, string Value)[] headers)
    {
        using var request = Request(HttpMethod.Post, "/graphql", token, headers);
        request.Content = new ByteArrayContent(body);
        if (headers.All(header => header.Name != "Content-Type"))
            request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        foreach (var (name, value) in headers.Where(header => header.Name.StartsWith("Content-", StringComparison.Ordinal)))
            request.Content.Headers.TryAddWithoutValidation(name, value);
        return await SendAsync(gateway, request);
    }

    /// <summary>Sends a GET request with the given query string, unchanged.</summary>
    public static Task<Answer> GetAsync(
        this RunningGateway gateway, string? token, string parameters, params (string Name, string Value)[] headers) =>
        SendAsync(gateway, Request(HttpMethod.Get, "/graphql?" + parameters, token, headers));

    /// <summary>Sends a request with another HTTP method.</summary>
    public static Task<Answer> MethodAsync(this RunningGateway gateway, string method, string? token) =>
        SendAsync(gateway, Request(new HttpMethod(method), "/graphql", token, []));

    private static HttpRequestMessage Request(HttpMethod method, string address, string? token, (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, address);
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        foreach (var (name, value) in headers.Where(header => !header.Name.StartsWith("Content-", StringComparison.Ordinal)))
            request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    private static async Task<Answer> SendAsync(RunningGateway gateway, HttpRequestMessage request)
    {
        using (request)
        {
            using var response = await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);
            return await Answer.ReadAsync(response);
        }
    }
}
