using System.Net;
using System.Text.Json;

namespace PartnerApi.TestHost;

/// <summary>An HTTP response, read completely.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Headers">All header names and values, in order.</param>
/// <param name="Body">The body's text.</param>
public sealed record Answer(HttpStatusCode Status, IReadOnlyList<KeyValuePair<string, string>> Headers, string Body)
{
    /// <summary>The body as JSON.</summary>
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    /// <summary>The value at a path of names and indexes below <c>data</c>.</summary>
    public JsonElement Data(params object[] path)
    {
        var element = Json.GetProperty("data");
        foreach (var step in path) element = step is int index ? element[index] : element.GetProperty((string)step);
        return element;
    }

    /// <summary>The codes of all errors, in order.</summary>
    public IReadOnlyList<string?> Codes => !Json.TryGetProperty("errors", out var errors)
        ? []
        : [.. errors.EnumerateArray().Select(error => error.GetProperty("extensions").GetProperty("code").GetString())];

    /// <summary>Reads a response completely.</summary>
    public static async Task<Answer> ReadAsync(HttpResponseMessage response) => new(
        response.StatusCode,
        [.. response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
            .Select(header => KeyValuePair.Create(header.Key, header.Value.ToString()))],
        await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
}
