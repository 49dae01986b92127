using System.Runtime.InteropServices;
using System.Text.Json;
using GraphQL.Types;
using GraphQLParser.AST;
using PartnerApi.GraphQL.Documents;
using PartnerApi.GraphQL.Fields;

namespace PartnerApi.GraphQL.Plans;

/// <summary>
/// Reads the variables of one operation from a request's JSON, as arguments need them (GraphQL, section 6.1.2). A list of card numbers becomes an array
/// without a string for each.
/// </summary>
internal sealed class VariableReader
{
    private readonly VariableDefinition[] definitions;

    private VariableReader(VariableDefinition[] definitions) => this.definitions = definitions;

    /// <summary>The reader for an operation of a valid document.</summary>
    public static VariableReader Of(GraphQLOperationDefinition operation, ISchema schema) =>
        new([.. (operation.Variables?.Items ?? []).Select(definition => new VariableDefinition(definition, definition.Type.GraphTypeFromType(schema)!))]);

    /// <summary>The index of a variable, or -1.</summary>
    public int IndexOf(GraphQLVariable variable) => Array.FindIndex(definitions, one => one.Node.Variable.Name.Value == variable.Name.Value);

    /// <summary>Reads all variables.</summary>
    /// <returns>Null if the engine must read them, because one is missing or has a value that needs a conversion or an error.</returns>
    public PlanVariables? Read(JsonElement? given)
    {
        var values = definitions.Length == 0 ? [] : new PlanVariable[definitions.Length];
        for (var index = 0; index < values.Length; index++)
        {
            var definition = definitions[index];
            if (given is { ValueKind: JsonValueKind.Object } members && members.TryGetProperty(definition.Name, out var value))
            {
                if (!TryCoerce(definition.Type, value, out var coerced)) return null;

                // A variable with a default is allowed in positions that must not be null, also in fields that are not included, and must not be null then.
                if (coerced is null && definition.Node.DefaultValue is not null) return null;
                values[index] = new PlanVariable(true, coerced);
            }
            else if (definition.Node.DefaultValue is not null)
            {
                values[index] = new PlanVariable(true, definition.Default);
            }
            else if (definition.Type is NonNullGraphType)
            {
                return null;
            }
        }
        return new PlanVariables(values, definitions);
    }

    private static bool TryCoerce(IGraphType type, JsonElement value, out object? coerced)
    {
        coerced = null;
        if (value.ValueKind == JsonValueKind.Null) return type is not NonNullGraphType;
        return (type is NonNullGraphType some ? some.ResolvedType : type) switch
        {
            ListGraphType list => value.ValueKind == JsonValueKind.Array && TryCoerceItems(list.ResolvedType!, value, out coerced),
            ScalarGraphType scalar => TryCoerceScalar(scalar, value, out coerced),
            IInputObjectGraphType input => value.ValueKind == JsonValueKind.Object && TryCoerceFields(input, value, out coerced),
            _ => false,
        };
    }

    private static bool TryCoerceItems(IGraphType type, JsonElement list, out object? coerced)
    {
        if (type is NonNullGraphType { ResolvedType: CardNumberScalar }) return TryReadCards(list, out coerced);
        var items = new object?[list.GetArrayLength()];
        coerced = items;
        var index = 0;
        foreach (var item in list.EnumerateArray())
        {
            if (!TryCoerce(type, item, out items[index++])) return false;
        }
        return true;
    }

    private static bool TryReadCards(JsonElement list, out object? coerced)
    {
        var cards = new CardNumberInput[list.GetArrayLength()];
        coerced = cards;
        var index = 0;
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String) return false;
            cards[index++] = ReadCard(item);
        }
        return true;
    }

    // A well-formed number has at most 31 ASCII characters, so bytes need no decoding. With escape sequences it can be longer in JSON.
    private static CardNumberInput ReadCard(JsonElement text)
    {
        var json = JsonMarshal.GetRawUtf8Value(text)[1..^1];
        if (json.Contains((byte)'\\')) return new CardNumberInput(text.GetString());
        Span<char> characters = stackalloc char[32];
        if (json.Length > characters.Length) return default;
        for (var index = 0; index < json.Length; index++) characters[index] = (char)json[index];
        return new CardNumberInput(characters[..json.Length]);
    }

    private static bool TryCoerceScalar(ScalarGraphType scalar, JsonElement value, out object? coerced)
    {
        coerced = null;
        if (scalar is CardNumberScalar && value.ValueKind == JsonValueKind.String)
        {
            coerced = ReadCard(value);
            return true;
        }
        if (value.ValueKind is JsonValueKind.Array or JsonValueKind.Object) return false;
        var read = JsonValues.Read(value);
        if (!scalar.CanParseValue(read)) return false;
        coerced = scalar.ParseValue(read);
        return coerced is not null;
    }

    private static bool TryCoerceFields(IInputObjectGraphType input, JsonElement members, out object? coerced)
    {
        var fields = new Dictionary<string, object?>(StringComparer.Ordinal);
        coerced = fields;
        foreach (var member in members.EnumerateObject())
        {
            if (input.Fields.Find(member.Name) is not { } field || !TryCoerce(field.ResolvedType!, member.Value, out var value)) return false;
            fields[field.Name] = value;
        }
        return !input.Fields.Any(field => field.ResolvedType is NonNullGraphType && !fields.ContainsKey(field.Name));
    }
}
