namespace PartnerApi.Core;

/// <summary>Why a field has no answer: a documented code and a fixed sentence that holds nothing of the question.</summary>
/// <param name="Code">The documented code.</param>
/// <param name="Message">A sentence for the integrator.</param>
/// <param name="Details">What the code's documentation names beside it, such as the missing scopes.</param>
public sealed record GatewayError(ErrorCode Code, string Message, IReadOnlyDictionary<string, object?>? Details = null)
{
    /// <summary>The detail that says after how many seconds to ask again; it is the response's <c>Retry-After</c> too.</summary>
    public const string RetryAfter = "retryAfter";

    /// <summary>After how many seconds to ask again; 0 when there is nothing to wait for.</summary>
    public int Wait => Details?.GetValueOrDefault(RetryAfter) is int seconds ? seconds : 0;

    /// <summary>There is no valid token.</summary>
    public static readonly GatewayError Unauthenticated = new(ErrorCode.Unauthenticated, "The request has no valid access token.");

    /// <summary>The token lacks a scope.</summary>
    /// <param name="anyOf">What is required: all of one list, or all of another.</param>
    /// <param name="has">The scopes that the token has; the message names those it lacks.</param>
    public static GatewayError Forbidden(IReadOnlyList<IReadOnlyList<string>> anyOf, IReadOnlySet<string> has)
    {
        var missing = anyOf.Select(set => string.Join(" and ", set.Where(scope => !has.Contains(scope))));
        return new GatewayError(
            ErrorCode.Forbidden,
            $"The access token lacks a scope that this requires: {string.Join(", or ", missing)}.",
            new Dictionary<string, object?> { ["requiredScopes"] = anyOf });
    }

    /// <summary>A documented limit is exceeded.</summary>
    /// <param name="name">The limit's name.</param>
    /// <param name="most">The most it takes.</param>
    /// <param name="message">A sentence for the integrator.</param>
    public static GatewayError Limit(string name, int most, string message) =>
        new(ErrorCode.LimitExceeded, message, new Dictionary<string, object?> { ["limit"] = name, ["most"] = most });

    /// <summary>The HTTP status when the error takes the place of a whole answer, in the format that has all of them (<see cref="ErrorCode.Statuses"/>).</summary>
    public int Status { get; init; } = Code.Status;

    /// <summary>Where in the document the fault is: lines and columns, from 1.</summary>
    public IReadOnlyList<(int Line, int Column)> Locations { get; init; } = [];
}

/// <summary>
/// An answer or the error that stands in its place. Refusals are values, not exceptions: they are ordinary, and an exception costs
/// more time than a question.
/// </summary>
public sealed class Outcome<T> : IOutcome
    where T : class
{
    private Outcome(T? value, GatewayError? error) => (Value, Error) = (value, error);

    /// <summary>The answer; null when there is none, which is an answer too.</summary>
    public T? Value { get; }

    /// <summary>The error; null when there is none.</summary>
    public GatewayError? Error { get; }

    GatewayError? IOutcome.Refusal => Error;

    object? IOutcome.Value => Value;

    /// <summary>Wraps an answer.</summary>
    public static implicit operator Outcome<T>(T? value) => new(value, null);

    /// <summary>Wraps an error.</summary>
    public static implicit operator Outcome<T>(GatewayError error) => new(null, error);
}

/// <summary>An outcome of any type, for whoever writes the response.</summary>
public interface IOutcome
{
    /// <summary>The answer.</summary>
    object? Value { get; }

    /// <summary>The error, or null.</summary>
    GatewayError? Refusal { get; }
}
