using System.Text.Json;
using GraphQL;

namespace PartnerApi.GraphQL.Http;

/// <summary>Converts JSON to the engine's values for variables.</summary>
internal static class JsonValues
{
    /// <summary>The members of an object; null is treated as an empty object.</summary>
    /// <returns>False if the element is neither an object nor null.</returns>
    public static bool TryInputs(JsonElement element, out Inputs inputs)
    {
        inputs = Inputs.Empty;
        if (element.ValueKind == JsonValueKind.Null) return true;
        if (element.ValueKind != JsonValueKind.Object) return false;
        inputs = new Inputs(Members(element));
        return true;
    }

    private static Dictionary<string, object?> Members(JsonElement element)
    {
        var members = new Dictionary<string, object?>();
        foreach (var member in element.EnumerateObject()) members[member.Name] = Value(member.Value);
        return members;
    }

    private static object? Value(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Null => null,
        JsonValueKind.Number when element.TryGetInt32(out var number) => number,
        JsonValueKind.Number when element.TryGetInt64(out var number) => number,
        JsonValueKind.Number => element.GetDouble(),
        JsonValueKind.Array => element.EnumerateArray().Select(Value).ToList(),
        _ => Members(element),
    };
}
