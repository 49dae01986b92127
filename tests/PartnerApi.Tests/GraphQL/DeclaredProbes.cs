using System.ComponentModel;
using PartnerApi.Contract;
using PartnerApi.Policy;
using PartnerApi.Storage;

namespace PartnerApi.Tests.GraphQL;

/// <summary>Fields that only tests have: they count how often they are resolved, and hold what must not go out.</summary>
[QueryFields]
internal static class ProbeQueries
{
    /// <summary>What is found in an answer only when a gate let it through.</summary>
    public const string Marker = "quicksilver-marker";

    private static int resolved;

    /// <summary>How many of the guarded fields were resolved so far.</summary>
    internal static int Resolved => Volatile.Read(ref resolved);

    [RequiresScopes("card:validity", "card:expiry")]
    [RequiresScopes("card:subject")]
    [Description("An or of ands.")]
    public static string? Either => Guarded(Marker);

    [RequiresScopes("card:validity")]
    [RequiresScopes("holder:read")]
    [Description("An alternative that no partner has.")]
    public static string? Alternative => Guarded(Marker);

    [OpenToEveryCaller]
    [Description("Says which identifier arrived.")]
    [Id]
    public static string? Identifier([Argument("Any."), Id] string? id) => id;

    [RequiresScopes("card:validity")]
    [Description("A type that needs another scope than the field that gives it.")]
    public static ProbeAnswer? ProbeByValidity => new(Marker);

    [RequiresScopes("card:expiry")]
    [Description("A type that needs what its field needs, and a field that needs more.")]
    public static ProbeAnswer? ProbeByExpiry => new(Marker);

    [RequiresScopes("card:validity")]
    [Description("Lists of lists.")]
    public static IReadOnlyList<IReadOnlyList<ProbeAnswer>>? Probes => [[new(Marker), new(Marker)], [], [new(Marker)]];

    [OpenToEveryCaller]
    [Description("Fails with much to tell.")]
    public static string? Fails => throw new InvalidOperationException($"SELECT * FROM Cards -- {Marker}");

    [OpenToEveryCaller]
    [Description("Finds the store away.")]
    public static string? Away => throw new StoreUnavailableException(Marker);

    [OpenToEveryCaller]
    [Description("Is over a quota.")]
    public static Outcome<string> Over =>
        new GatewayError(ErrorCode.QuotaExceeded, "The quota of the probe is used up.", new Dictionary<string, object?> { [GatewayError.RetryAfter] = 7 });

    [OpenToEveryCaller]
    [Description("Says which values arrived.")]
    public static string? Purposes([Argument("Any.")] IReadOnlyList<Purpose> list, [Argument("Any.")] Purpose one) =>
        $"{string.Join(',', list)};{one}";

    [OpenToEveryCaller]
    [Description("Says which number arrived.")]
    public static string? Counted([Argument("Any.")] int? first = 50, [Argument("Any.")] DateOnly? from = null, [Argument("Any.")] string? after = null) =>
        $"{first} {from:yyyy-MM-dd} {after}".TrimEnd();

    internal static string Guarded(string marker)
    {
        Interlocked.Increment(ref resolved);
        return marker;
    }
}

/// <summary>A type with a scope, and a field with another.</summary>
[SchemaType("Probe")]
[RequiresScopes("card:expiry")]
[Description("A type with a scope of its own.")]
internal sealed class ProbeAnswer(string marker)
{
    [Description("Needs the scope of the type.")]
    public string? OfType => ProbeQueries.Guarded(marker);

    [RequiresScopes("card:validity")]
    [Description("Needs the scope of the type and one more.")]
    public string? OfBoth => ProbeQueries.Guarded(marker);

    // Not a property, and so in no schema (authz 19).
    internal string Inner => ProbeQueries.Guarded(marker);
}
