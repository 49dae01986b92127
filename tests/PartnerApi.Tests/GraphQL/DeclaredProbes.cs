using System.ComponentModel;
using PartnerApi.Core;
using PartnerApi.GraphQL;
using PartnerApi.Policy;
using PartnerApi.Quotas;

namespace PartnerApi.Tests.GraphQL;

/// <summary>Fields for tests only. They count how often they are resolved, and return a marker that must not leave the gateway.</summary>
[QueryFields]
internal static class ProbeQueries
{
    /// <summary>Is in a response only when a gate has admitted the field.</summary>
    public const string Marker = "quicksilver-marker";

    private static int resolved;

    /// <summary>How often guarded fields have been resolved.</summary>
    internal static int Resolved => Volatile.Read(ref resolved);

    [RequiresScopes("card:validity", "card:expiry")]
    [RequiresScopes("card:subject")]
    [Description("Requires one of two sets of scopes.")]
    public static string? Either => Guarded(Marker);

    [RequiresScopes("card:validity")]
    [RequiresScopes("holder:read")]
    [Description("An alternative that no partner has.")]
    public static string? Alternative => Guarded(Marker);

    [OpenToEveryCaller]
    [Description("Returns the identifier as it arrived.")]
    [Id]
    public static string? Identifier([Argument("Any."), Id] string? id) => id;

    [RequiresScopes("card:validity")]
    [Description("Returns a type that requires another scope than this field.")]
    public static ProbeAnswer? ProbeByValidity => new(Marker);

    [RequiresScopes("card:expiry")]
    [Description("Returns a type that requires the same scope, with a field that requires another.")]
    public static ProbeAnswer? ProbeByExpiry => new(Marker);

    [RequiresScopes("card:validity")]
    [Description("Lists of lists.")]
    public static IReadOnlyList<IReadOnlyList<ProbeAnswer>>? Probes => [[new(Marker), new(Marker)], [], [new(Marker)]];

    [OpenToEveryCaller]
    [Description("Throws an exception with details.")]
    public static string? Fails => throw new InvalidOperationException($"SELECT * FROM Cards -- {Marker}");

    [OpenToEveryCaller]
    [Description("Fails because the store is unavailable.")]
    public static string? Away => throw new StoreUnavailableException(Marker);

    [OpenToEveryCaller]
    [Description("Exceeds a quota.")]
    public static Outcome<string> Over =>
        new GatewayError(QuotaErrorCodes.QuotaExceeded, "The quota of the probe is used up.", new Dictionary<string, object?> { [GatewayError.RetryAfter] = 7 });

    [OpenToEveryCaller]
    [Description("Returns the values as they arrived.")]
    public static string? Purposes([Argument("Any.")] IReadOnlyList<Purpose> list, [Argument("Any.")] Purpose one) =>
        $"{string.Join(',', list)};{one}";

    [OpenToEveryCaller]
    [Description("Returns the arguments as they arrived.")]
    public static string? Counted([Argument("Any.")] int? first = 50, [Argument("Any.")] DateOnly? from = null, [Argument("Any.")] string? after = null) =>
        $"{first} {from:yyyy-MM-dd} {after}".TrimEnd();

    internal static string Guarded(string marker)
    {
        Interlocked.Increment(ref resolved);
        return marker;
    }
}

/// <summary>A type with a scope, and a field with another one.</summary>
[SchemaType("Probe")]
[RequiresScopes("card:expiry")]
[Description("A type that requires a scope.")]
internal sealed class ProbeAnswer(string marker)
{
    [Description("Requires the scope of the type.")]
    public string? OfType => ProbeQueries.Guarded(marker);

    [RequiresScopes("card:validity")]
    [Description("Requires the scope of the type and another one.")]
    public string? OfBoth => ProbeQueries.Guarded(marker);

    // Not public, and therefore in no schema (authz 19).
    internal string Inner => ProbeQueries.Guarded(marker);
}
