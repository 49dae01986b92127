using System.Text.Json;
using System.Text.Json.Serialization;

namespace PartnerApi.Policy;

/// <summary>
/// Reads and writes an enum by its exact names. The serializer's own converter also accepts other spellings and lists: <c>"bronx"</c>, <c>" Bronx"</c>, and
/// <c>"Bronx,Queens"</c> as a single value.
/// </summary>
/// <param name="naming">The naming policy; null for the C# names.</param>
internal sealed class ExactNameConverter<T>(JsonNamingPolicy? naming = null) : JsonConverter<T>
    where T : struct, Enum
{
    private readonly Dictionary<string, T> values = Enum.GetValues<T>().ToDictionary(value => Name(value, naming));

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && values.TryGetValue(reader.GetString()!, out var value) ? value : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(Name(value, naming));

    private static string Name(T value, JsonNamingPolicy? naming) => naming?.ConvertName(value.ToString()) ?? value.ToString();
}
