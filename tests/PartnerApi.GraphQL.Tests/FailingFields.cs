using System.ComponentModel;
using PartnerApi.Core;
using PartnerApi.Policy;

namespace PartnerApi.GraphQL.Tests;

/// <summary>Fields for tests only: two return their argument, and the others have objects with fields that fail in every way that a field can fail.</summary>
[QueryFields]
internal static class FailingQueries
{
    private static readonly GatewayError Wait =
        new(new ErrorCode("TEST_WAIT", "For tests.", 429), "Wait.", new Dictionary<string, object?> { [GatewayError.RetryAfter] = 7 });

    [OpenToEveryCaller]
    [Description("An object with fields that fail.")]
    public static FailingAnswer? Failing => new(Wait);

    [OpenToEveryCaller]
    [Description("The same object, never null.")]
    public static Task<FailingAnswer> CertainlyFailing() => Task.FromResult(new FailingAnswer(Wait));

    [OpenToEveryCaller]
    [Description("Returns its argument, which has a default.")]
    public static int? Echo([Argument("Any number.")] int? number = 3) => number;

    [OpenToEveryCaller]
    [Description("Returns its argument, which has a default and must not be null.")]
    public static int EchoCertainly([Argument("Any number.")] int number = 3) => number;

    [OpenToEveryCaller]
    [Description("Asks the caller to wait.")]
    public static Outcome<string> Waits => Wait;
}

/// <summary>An object with fields that fail.</summary>
[SchemaType("Failing")]
[OpenToEveryCaller]
[Description("An object with fields that fail.")]
internal sealed class FailingAnswer(GatewayError error)
{
    [Description("A string with characters that JSON escapes, and with others.")]
    public static string Text => "a \"quoted\" \\ <b> \u0001 \n é 😀";

    [Description("Fails.")]
    public string? Fails => throw new InvalidOperationException(error.Message);

    [Description("Fails, so that the parent is null.")]
    public string FailsForParent => throw new InvalidOperationException(error.Message);

    [Description("Returns null where there must be a value.")]
    public static string Missing => null!;

    [Description("The store is unavailable.")]
    public string? Away => throw new StoreUnavailableException(error.Message);

    [Description("The store is unavailable, so that the parent is null.")]
    public string AwayForParent => throw new StoreUnavailableException(error.Message);

    [Description("Asks the caller to wait.")]
    public Outcome<FailingAnswer> Waits => error;

    [Description("Is there after a moment.")]
    public async Task<string?> Later()
    {
        await Task.Yield();
        return error.Message;
    }

    [Description("Fails after a moment.")]
    public async Task<string> FailsLater()
    {
        await Task.Yield();
        throw new InvalidOperationException(error.Message);
    }

    [Description("Objects, some of them refused.")]
    public IReadOnlyList<Outcome<FailingAnswer>> Items => [new FailingAnswer(error), error, new FailingAnswer(error)];

    [Description("Objects, all of them there.")]
    public IReadOnlyList<FailingAnswer> Children => [new(error), new(error)];

    [Description("A list with a null that must not be there.")]
    public IReadOnlyList<FailingAnswer>? Broken => [new(error), null!];

    [Description("Numbers.")]
    public static IReadOnlyList<int> Numbers => [int.MinValue, 0, int.MaxValue];

    [Description("A number.")]
    public static double Number => 0.1 + 0.2;

    [Description("Numbers, some of them missing.")]
    public static IReadOnlyList<double?> Fractions => [1e300, null, -1.5];

    [Description("Values of an enum, and one that it does not have.")]
    public static IReadOnlyList<Purpose>? Purposes => [Purpose.Membership, (Purpose)99];

    [Description("A time.")]
    public static DateTimeOffset Time => DateTimeOffset.UnixEpoch;

    [Description("The same object.")]
    public FailingAnswer? Self => this;
}
