namespace PartnerApi.Core;

/// <summary>
/// An error that a caller can get. The codes here can come from any part; each feature defines its own beside the code that returns them. Two codes
/// never have the same name.
/// </summary>
/// <param name="name">The code on the wire, such as <c>CARD_NUMBER_MALFORMED</c>.</param>
/// <param name="description">What it means and what to do, for the integrator.</param>
/// <param name="statuses">
/// The HTTP statuses of a response in the format <c>application/graphql-response+json</c> that holds the error and no data: the first unless the
/// error says otherwise. <see cref="PartialSuccess"/>: the error occurs only beside data.
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
        "There is no valid access token. The reason is not told.",
        401);

    /// <summary>The token lacks a scope.</summary>
    public static readonly ErrorCode Forbidden = new(
        "FORBIDDEN",
        "The token lacks a scope; `requiredScopes` names what to ask for (all of one inner list).",
        PartialSuccess);

    /// <summary>A documented limit is exceeded.</summary>
    public static readonly ErrorCode LimitExceeded = new(
        "LIMIT_EXCEEDED",
        "The request exceeds a documented limit, or asks about more than 100 cards in all its fields together; `limit` names the limit and `most` is its value. "
            + "413: the body is too large. 414: the address is.",
        422, 413, 414);

    /// <summary>Not a cursor of the list.</summary>
    public static readonly ErrorCode CursorInvalid = new(
        "CURSOR_INVALID",
        "`after` is no cursor of this list.",
        PartialSuccess);

    /// <summary>The HTTP method is not supported.</summary>
    public static readonly ErrorCode MethodNotAllowed = new(
        "METHOD_NOT_ALLOWED",
        "The address does not support this HTTP method; `Allow` lists those that it supports. Card questions need POST, because addresses are logged.",
        405);

    /// <summary>A part of the gateway is temporarily unavailable.</summary>
    public static readonly ErrorCode Unavailable = new(
        "UNAVAILABLE",
        "The gateway cannot answer now. Ask again after the seconds in `Retry-After`.",
        503);

    /// <summary>The gateway failed.</summary>
    public static readonly ErrorCode Internal = new(
        "INTERNAL",
        "The gateway failed. The request id in the response header finds the cause in the operator's log.",
        500);

    /// <summary>The code on the wire, such as <c>CARD_NUMBER_MALFORMED</c>.</summary>
    public string Name { get; } = name;

    /// <summary>What it means and what to do, for the integrator.</summary>
    public string Description { get; } = description;

    /// <summary>Every HTTP status that the code can come with, the usual one first.</summary>
    public IReadOnlyList<int> Statuses { get; } = statuses;

    /// <summary>The HTTP status of a response that holds the code and no data, unless the error has another.</summary>
    public int Status => Statuses[0];

    /// <summary>Whether the older format <c>application/json</c> answers it with 200: its clients read the body of no other status.</summary>
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
