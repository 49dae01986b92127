namespace PartnerApi.Core;

/// <summary>
/// An error that a caller can get. Any part can return the codes here. Each feature defines its own codes beside the code that returns them. Names are
/// unique.
/// </summary>
/// <param name="name">The code on the wire, such as <c>CARD_NUMBER_MALFORMED</c>.</param>
/// <param name="description">The meaning, and the action to take, for the integrator.</param>
/// <param name="statuses">
/// The HTTP statuses of a response in the format <c>application/graphql-response+json</c> that holds the error and no data: the first, unless the error
/// sets another. <see cref="PartialSuccess"/> means that the error occurs only beside data.
/// </param>
public sealed class ErrorCode(string name, string description, params int[] statuses)
{
    /// <summary>The status of data with errors beside it: partial success (GraphQL over HTTP, section 6.4).</summary>
    public const int PartialSuccess = 294;

    /// <summary>The value of <c>Retry-After</c> with <see cref="Unavailable"/>, in seconds.</summary>
    public const string RetryAfterSeconds = "2";

    /// <summary>No valid access token.</summary>
    public static readonly ErrorCode Unauthenticated = new(
        "UNAUTHENTICATED",
        "The request has no valid access token. The response does not give the reason.",
        401);

    /// <summary>The token lacks a scope.</summary>
    public static readonly ErrorCode Forbidden = new(
        "FORBIDDEN",
        "The token lacks a scope. `requiredScopes` lists the scopes to request: all of one inner list.",
        PartialSuccess);

    /// <summary>A documented limit is exceeded.</summary>
    public static readonly ErrorCode LimitExceeded = new(
        "LIMIT_EXCEEDED",
        "The request exceeds a documented limit, such as 100 cards over all its fields. `limit` names the limit and `most` is its value. "
            + "413: the body is too large. 414: the address is too long.",
        422, 413, 414);

    /// <summary>Not a cursor of the list.</summary>
    public static readonly ErrorCode CursorInvalid = new(
        "CURSOR_INVALID",
        "`after` is not a cursor of this list.",
        PartialSuccess);

    /// <summary>The HTTP method is not supported.</summary>
    public static readonly ErrorCode MethodNotAllowed = new(
        "METHOD_NOT_ALLOWED",
        "The address does not support this HTTP method. `Allow` lists the supported methods. Card lookups require POST, because addresses are logged.",
        405);

    /// <summary>A part of the gateway is temporarily unavailable.</summary>
    public static readonly ErrorCode Unavailable = new(
        "UNAVAILABLE",
        "The gateway cannot answer now. Retry after the seconds in `Retry-After`.",
        503);

    /// <summary>The gateway failed.</summary>
    public static readonly ErrorCode Internal = new(
        "INTERNAL",
        "The gateway failed. Report the request id in the response header: it identifies the cause in the operator's log.",
        500);

    /// <summary>The code on the wire, such as <c>CARD_NUMBER_MALFORMED</c>.</summary>
    public string Name { get; } = name;

    /// <summary>The meaning, and the action to take, for the integrator.</summary>
    public string Description { get; } = description;

    /// <summary>All HTTP statuses of the code, the usual one first.</summary>
    public IReadOnlyList<int> Statuses { get; } = statuses;

    /// <summary>The HTTP status of a response that holds the code and no data, unless the error sets another.</summary>
    public int Status => Statuses[0];

    /// <summary>Whether the status is 200 in the older format <c>application/json</c>, whose clients read the body of no other status.</summary>
    public bool JsonStatus200 { get; init; }

    /// <summary>The status in the older format <c>application/json</c>, in which 422 is 400.</summary>
    /// <param name="status">The status in the newer format.</param>
    public int JsonStatus(int status) => status switch
    {
        _ when JsonStatus200 => 200,
        PartialSuccess => 200,
        422 => 400,
        _ => status,
    };

    /// <summary>The code on the wire.</summary>
    public override string ToString() => Name;
}
