using System.Text.Json;
using System.Text.Json.Serialization;

namespace PartnerApi.Policy;

/// <summary>
/// Reads and writes an enum by its exact names. The serializer's own converter also takes other spellings and lists:
/// <c>"bronx"</c>, <c>" Bronx"</c>, and <c>"Bronx,Queens"</c> as a single value.
/// </summary>
internal sealed class ExactNameConverter<T> : JsonConverter<T>
    where T : struct, Enum
{
    private static readonly Dictionary<string, T> Values = Enum.GetValues<T>().ToDictionary(value => value.ToString());

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Values.TryGetValue(reader.GetString()!, out var value) ? value : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
