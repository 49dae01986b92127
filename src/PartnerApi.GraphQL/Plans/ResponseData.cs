namespace PartnerApi.GraphQL.Plans;

/// <summary>The error of a field.</summary>
/// <param name="Error">The error.</param>
/// <param name="Path">The response names and list indexes that lead to the field; empty if the engine does not know it.</param>
internal readonly record struct FieldError(Core.GatewayError Error, IReadOnlyList<object> Path);

/// <summary>The data of a response, written. Dispose it when the response has been sent.</summary>
internal sealed class ResponseData : IDisposable
{
    // The placeholder of a deferred text, with quotes.
    private const int PlaceholderJson = DeferredText.PlaceholderLength + 2;

    private readonly List<(int Start, DeferredText Text)> deferred = [];

    /// <summary>The JSON of the data.</summary>
    public JsonBuffer Json { get; } = new();

    /// <summary>The root fields that are null; null if a root field that must not be null failed, so that there is no data.</summary>
    public List<string>? NullFields { get; set; } = [];

    /// <summary>The number of root fields.</summary>
    public int RootFields { get; set; }

    /// <summary>Appends a string, or the placeholder of a deferred text of the request.</summary>
    public void WriteString(string text, SchemaRequest request)
    {
        Json.WriteString(text);
        if (request.Deferred(text) is { } late) Defer(late);
    }

    /// <summary>Notes that the last string that was appended is the placeholder of a deferred text.</summary>
    public void Defer(DeferredText late) => deferred.Add((Json.Length - PlaceholderJson, late));

    /// <summary>Removes everything from a position.</summary>
    public void Truncate(int length)
    {
        Json.Truncate(length);
        deferred.RemoveAll(one => one.Start >= length);
    }

    /// <summary>Appends the data to a response, with the deferred texts, which have been computed.</summary>
    public void CopyTo(JsonBuffer response)
    {
        var copied = 0;
        foreach (var (start, late) in deferred)
        {
            response.Write(Json.Written.Span[copied..start]);
            response.WriteString(late.Text);
            copied = start + PlaceholderJson;
        }
        response.Write(Json.Written.Span[copied..]);
    }

    /// <inheritdoc/>
    public void Dispose() => Json.Dispose();
}
