namespace PartnerApi.Core;

/// <summary>The reason why a field has no value: a documented code and a fixed sentence that contains no part of the request.</summary>
/// <param name="Code">The code that clients compare.</param>
/// <param name="Message">A sentence for the integrator.</param>
/// <param name="Details">The documented details of the code, such as the missing scopes.</param>
public sealed record GatewayError(ErrorCode Code, string Message, IReadOnlyDictionary<string, object?>? Details = null)
{
    /// <summary>The detail with the seconds to wait before a retry; also the response's <c>Retry-After</c>.</summary>
    public const string RetryAfter = "retryAfter";

    /// <summary>The seconds to wait before a retry; 0 if there is no need to wait.</summary>
    public int Wait => Details?.GetValueOrDefault(RetryAfter) is int seconds ? seconds : 0;

    /// <summary>Refuses a request whose token is missing, expired, or not valid.</summary>
    public static readonly GatewayError Unauthenticated = new(ErrorCode.Unauthenticated, "The request has no valid access token.");

    /// <summary>Refuses a field because the token lacks a scope.</summary>
    /// <param name="anyOf">The required scopes: all of one list, or all of another.</param>
    /// <param name="has">The scopes that the token has; the message names those it lacks.</param>
    public static GatewayError Forbidden(IReadOnlyList<IReadOnlyList<string>> anyOf, IReadOnlySet<string> has)
    {
        var missing = anyOf.Select(set => string.Join(" and ", set.Where(scope => !has.Contains(scope))));
        return new GatewayError(
            ErrorCode.Forbidden,
            $"The access token lacks a required scope: {string.Join(", or ", missing)}.",
            new Dictionary<string, object?> { ["requiredScopes"] = anyOf });
    }

    /// <summary>Refuses a request that exceeds a documented limit.</summary>
    /// <param name="name">The documented name, such as <c>first</c>; becomes the detail <c>limit</c>.</param>
    /// <param name="most">The highest accepted value; becomes the detail <c>most</c>.</param>
    /// <param name="message">A sentence for the integrator.</param>
    public static GatewayError Limit(string name, int most, string message) =>
        new(ErrorCode.LimitExceeded, message, new Dictionary<string, object?> { ["limit"] = name, ["most"] = most });

    /// <summary>The HTTP status if the error is the whole response, in the format with all statuses (<see cref="ErrorCode.Statuses"/>).</summary>
    public int Status { get; init; } = Code.Status;

    /// <summary>The positions of the fault in the document: lines and columns, from 1.</summary>
    public IReadOnlyList<(int Line, int Column)> Locations { get; init; } = [];
}

/// <summary>
/// A value, or the error that replaces it. Refusals are values, not exceptions: they are ordinary, and an exception costs more time than a request.
/// </summary>
public sealed class Outcome<T> : IOutcome
    where T : class
{
    private Outcome(T? value, GatewayError? error) => (Value, Error) = (value, error);

    /// <summary>The value. Null is a value too, unless there is an error.</summary>
    public T? Value { get; }

    /// <summary>The error; null on success.</summary>
    public GatewayError? Error { get; }

    GatewayError? IOutcome.Refusal => Error;

    object? IOutcome.Value => Value;

    /// <summary>Wraps a value.</summary>
    public static implicit operator Outcome<T>(T? value) => new(value, null);

    /// <summary>Wraps an error.</summary>
    public static implicit operator Outcome<T>(GatewayError error) => new(null, error);
}

/// <summary>The result of an operator's change, or the reason why it was rejected and nothing was changed. The command line has a sentence for each reason.</summary>
/// <typeparam name="T">The result.</typeparam>
/// <typeparam name="TRejection">The reason.</typeparam>
public sealed class Outcome<T, TRejection>
    where T : notnull
    where TRejection : notnull
{
    private readonly T? value;
    private readonly TRejection? rejection;

    private Outcome(T? value, TRejection? rejection, bool isRejected) => (this.value, this.rejection, IsRejected) = (value, rejection, isRejected);

    /// <summary>Whether there is a reason instead of a result.</summary>
    public bool IsRejected { get; }

    /// <summary>The result.</summary>
    /// <exception cref="InvalidOperationException">The change was rejected.</exception>
    public T Value => IsRejected ? throw new InvalidOperationException($"The change was rejected ({rejection!.GetType().Name}).") : value!;

    /// <summary>The reason.</summary>
    /// <exception cref="InvalidOperationException">The change was not rejected.</exception>
    public TRejection Rejection => IsRejected ? rejection! : throw new InvalidOperationException("The change was not rejected.");

    /// <summary>Wraps a result.</summary>
    public static implicit operator Outcome<T, TRejection>(T value) => new(value, default, false);

    /// <summary>Wraps a reason.</summary>
    public static implicit operator Outcome<T, TRejection>(TRejection rejection) => new(default, rejection, true);
}

/// <summary>An outcome of any type, for the response writer.</summary>
public interface IOutcome
{
    /// <summary>The value; null after an error, and null when the field itself is null.</summary>
    object? Value { get; }

    /// <summary>The error, or null.</summary>
    GatewayError? Refusal { get; }
}
