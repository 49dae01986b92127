using System.Text.Json.Serialization;

namespace PartnerApi.Bench.Limit;

/// <summary>A request as a GraphQL client sends it; the document is read over.</summary>
internal sealed record Request(string Query, Variables Variables);

/// <summary>One number, or several.</summary>
internal sealed record Variables(string? Number, string[]? Numbers);

/// <summary>The gateway's answer, byte for byte.</summary>
internal sealed record Response(Data Data);

/// <summary>One of the two.</summary>
internal sealed record Data(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] CardAnswer? Card,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] CardAnswer?[]? Cards);

/// <summary>What <c>card { valid expiresOn }</c> says.</summary>
internal sealed record CardAnswer(bool Valid, DateOnly? ExpiresOn);

/// <summary>Generated at build time: no reflection in the measured path.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Request))]
[JsonSerializable(typeof(Response))]
internal sealed partial class LimitJson : JsonSerializerContext;
