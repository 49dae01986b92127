using System.Text.Json;
using GraphQL;

namespace PartnerApi.GraphQL.Documents;

/// <summary>Converts the JSON of variables to the values that the engine expects.</summary>
internal static class JsonValues
{
    /// <summary>Converts the variables of a request; null is an empty object.</summary>
    /// <exception cref="InvalidOperationException">A string is not Unicode text.</exception>
    public static Inputs Inputs(JsonElement? variables) =>
        variables is { ValueKind: JsonValueKind.Object } given ? new Inputs(Members(given)) : global::GraphQL.Inputs.Empty;

    /// <summary>Checks that all strings are Unicode text.</summary>
    /// <exception cref="InvalidOperationException">One is not.</exception>
    public static void CheckTexts(JsonElement? variables) => Inputs(variables);

    /// <summary>Converts one value.</summary>
    /// <exception cref="InvalidOperationException">A string is not Unicode text.</exception>
    public static object? Read(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Null => null,
        JsonValueKind.Number when element.TryGetInt32(out var number) => number,
        JsonValueKind.Number when element.TryGetInt64(out var number) => number,
        JsonValueKind.Number => element.GetDouble(),
        JsonValueKind.Array => element.EnumerateArray().Select(Read).ToList(),
        _ => Members(element),
    };

    private static Dictionary<string, object?> Members(JsonElement element)
    {
        var members = new Dictionary<string, object?>();
        foreach (var member in element.EnumerateObject()) members[member.Name] = Read(member.Value);
        return members;
    }
}
