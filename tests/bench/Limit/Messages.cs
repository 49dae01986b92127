using System.Text.Json.Serialization;

namespace PartnerApi.Bench.Limit;

/// <summary>A GraphQL request. The document is ignored.</summary>
internal sealed record Request(string Query, Variables Variables);

/// <summary>One card number, or several.</summary>
internal sealed record Variables(string? Number, string[]? Numbers);

/// <summary>The same response as the gateway's, byte for byte.</summary>
internal sealed record Response(Data Data);

/// <summary>The data of a response, with one of the two fields set.</summary>
internal sealed record Data(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] CardAnswer? Card,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] CardAnswer?[]? Cards);

/// <summary>The fields of <c>card { valid expiresOn }</c>.</summary>
internal sealed record CardAnswer(bool Valid, DateOnly? ExpiresOn);

/// <summary>Serializers generated at build time, to avoid reflection in the measured path.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Request))]
[JsonSerializable(typeof(Response))]
internal sealed partial class LimitJson : JsonSerializerContext;
