using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace PartnerApi.Policy.Rules;

/// <summary>
/// The JSON form of rules. The serializer's contract defines the kinds and their members (<see cref="EligibilityRule"/>'s attributes and the constructors
/// of the kinds). This class checks the text in parallel, because the serializer's error messages describe .NET types, not rules.
/// </summary>
internal static class RuleJson
{
    /// <summary>The member that names a rule's kind.</summary>
    internal const string Kind = "kind";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        AllowOutOfOrderMetadataProperties = true,
        Converters = { new ExactNameConverter<Borough>() },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    private static readonly Dictionary<string, Type> Kinds = Options.GetTypeInfo(typeof(EligibilityRule))
        .PolymorphismOptions!.DerivedTypes.ToDictionary(kind => (string)kind.TypeDiscriminator!, kind => kind.DerivedType);

    internal static string Write(EligibilityRule rule) => JsonSerializer.Serialize(rule, Options);

    internal static EligibilityRule Read(string json)
    {
        if (Encoding.UTF8.GetByteCount(json) > EligibilityRule.MaxBytes)
            throw new FormatException($"At $: the rule must not exceed {EligibilityRule.MaxBytes} bytes.");
        try
        {
            using var document = JsonDocument.Parse(Encoding.UTF8.GetBytes(json));
            return Read(document.RootElement, "$", 1);
        }
        catch (JsonException e)
        {
            throw new FormatException($"At line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}: malformed JSON.", e);
        }
        catch (InvalidOperationException e)
        {
            // JsonElement throws this for an escaped lone surrogate.
            throw new FormatException("At $: the rule contains invalid Unicode.", e);
        }
    }

    private static EligibilityRule Read(JsonElement element, string path, int depth)
    {
        if (depth > EligibilityRule.MaxDepth) throw Wrong(path, $"rules must not be nested more than {EligibilityRule.MaxDepth} deep");
        if (element.ValueKind != JsonValueKind.Object) throw Wrong(path, "a rule must be an object");
        var members = CheckMembers(element, path);

        foreach (var member in members.Where(m => typeof(IEnumerable<EligibilityRule>).IsAssignableFrom(m.PropertyType)))
        {
            if (!element.TryGetProperty(member.Name, out var parts) || parts.ValueKind != JsonValueKind.Array) continue;
            var index = 0;
            foreach (var part in parts.EnumerateArray()) Read(part, $"{path}.{member.Name}[{index++}]", depth + 1);
        }

        try
        {
            return element.Deserialize<EligibilityRule>(Options)!;
        }
        catch (ArgumentException e)
        {
            throw Wrong(path, e.Message);
        }
        catch (JsonException e)
        {
            var name = e.Path?.Split('.', '[').ElementAtOrDefault(1);
            var member = members.FirstOrDefault(m => m.Name == name);
            throw Wrong($"{path}{e.Path?[1..]}", $"expected {Expected(member?.PropertyType)}");
        }
    }

    private static IList<JsonPropertyInfo> CheckMembers(JsonElement element, string path)
    {
        if (!element.TryGetProperty(Kind, out var kind)) throw Wrong(path, $"\"{Kind}\" is missing");
        if (kind.ValueKind != JsonValueKind.String || !Kinds.TryGetValue(kind.GetString()!, out var type))
            throw Wrong($"{path}.{Kind}", $"unknown kind; use one of {string.Join(", ", Kinds.Keys)}");

        var members = Options.GetTypeInfo(type).Properties;
        var seen = new HashSet<string>();
        foreach (var property in element.EnumerateObject())
        {
            if (!seen.Add(property.Name)) throw Wrong(path, $"{Quoted(property.Name)} occurs twice");
            if (property.Name != Kind && !members.Any(m => m.Name == property.Name))
                throw Wrong(path, $"{Quoted(property.Name)} is not a member of \"{kind.GetString()}\"");
        }

        var missing = members.FirstOrDefault(m => m.AssociatedParameter is { HasDefaultValue: false } && !seen.Contains(m.Name));
        return missing is null ? members : throw Wrong(path, $"\"{missing.Name}\" is missing");
    }

    private static string Expected(Type? type) => (Nullable.GetUnderlyingType(type ?? typeof(object)) ?? type) switch
    {
        { } number when number == typeof(int) => "a whole number",
        { } date when date == typeof(DateOnly) => "a date such as \"2026-01-31\"",
        { } boroughs when typeof(IEnumerable<Borough>).IsAssignableFrom(boroughs) => $"a list of {string.Join(", ", Enum.GetNames<Borough>())}",
        { } rules when typeof(IEnumerable<EligibilityRule>).IsAssignableFrom(rules) => "a list of rules",
        _ => "another value",
    };

    // Messages appear on terminals, so they repeat only simple names.
    private static string Quoted(string name) =>
        name.Length is > 0 and <= 40 && name.All(char.IsAsciiLetterOrDigit) ? $"\"{name}\"" : "a member with an unusual name";

    private static FormatException Wrong(string path, string problem) => new($"At {path}: {problem.TrimEnd('.')}.");
}
