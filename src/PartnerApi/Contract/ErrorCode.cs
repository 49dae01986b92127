using System.ComponentModel;
using System.Reflection;

namespace PartnerApi.Contract;

/// <summary>Every error a caller can get. The name on the wire is the member's in upper case with underscores.</summary>
internal enum ErrorCode
{
    [ErrorStatus(400, 422), Description(
        "The request is not a GraphQL request. 400: its body or its JSON cannot be read. 422: a parameter is missing, repeated, or of the wrong type.")]
    BadRequest,

    [ErrorStatus(422), Description("The body is a list. Batches are not supported; send one request at a time, or several fields in one document.")]
    BatchingNotSupported,

    [ErrorStatus(422), Description("The request names a persisted document instead of holding one in `query`. Send the document; Apollo clients do so by themselves.")]
    PersistedQueryNotSupported,

    [ErrorStatus(408), Description("The body arrived too slowly.")]
    RequestTimeout,

    [ErrorStatus(415), Description("The body is not `application/json` in UTF-8, or it is compressed.")]
    UnsupportedMediaType,

    [ErrorStatus(400), Description("The document is not valid GraphQL syntax.")]
    GraphqlParseFailed,

    [ErrorStatus(422), Description("The document does not fit the caller's schema, or a variable does not fit its type.")]
    GraphqlValidationFailed,

    [ErrorStatus(401), Description("There is no valid access token. The reason is not told.")]
    Unauthenticated,

    [ErrorStatus(403), Description("The partner is suspended, or its agreement has not begun, is suspended or has ended. Valid tokens do not help.")]
    AgreementNotActive,

    [ErrorStatus(403), Description("This process serves other audiences; the program's staff have one of their own.")]
    AudienceNotServed,

    [ErrorStatus(ErrorCodes.PartialSuccess), Description("The token lacks a scope; `requiredScopes` names what to ask for (all of one inner list).")]
    Forbidden,

    [ErrorStatus(ErrorCodes.PartialSuccess), Description("The agreement does not hold the purpose given. Some purposes are in no agreement: see `acceptances`.")]
    PurposeNotAgreed,

    [ErrorStatus(ErrorCodes.PartialSuccess), Description("The caller has no benefit of that id.")]
    BenefitNotFound,

    [ErrorStatus(ErrorCodes.PartialSuccess), Description(
        "Not a card number: 16 digits with two check digits, with single spaces or hyphens between them. It says nothing about any card.")]
    CardNumberMalformed,

    [ErrorStatus(ErrorCodes.PartialSuccess), Description("An idempotency key is 1 to 64 visible ASCII characters.")]
    IdempotencyKeyInvalid,

    [ErrorStatus(ErrorCodes.PartialSuccess), Description("The idempotency key was used for another input. Nothing was done; use a new key for a new redemption.")]
    IdempotencyKeyReused,

    [ErrorStatus(ErrorCodes.PartialSuccess), Description("The caller has no redemption of that id.")]
    RedemptionNotFound,

    [ErrorStatus(ErrorCodes.PartialSuccess), Description("`after` is no cursor of this list.")]
    CursorInvalid,

    [ErrorStatus(ErrorCodes.PartialSuccess), Description("A receipt's nonce is not 1 to 64 visible ASCII characters.")]
    NonceInvalid,

    [ErrorStatus(ErrorCodes.PartialSuccess), Description("A month of the range is not released yet; `releasedTo` is the last one that is, if any.")]
    NotYetReleased,

    [ErrorStatus(ErrorCodes.PartialSuccess), Description("The range of months ends before it begins, or begins before the first month that is counted.")]
    RangeInvalid,

    [ErrorStatus(422, 413, 414), Description(
        "The request exceeds a documented limit, or asks about more than 100 cards in all its fields together; `limit` names the limit and `most` is its value. "
        + "413: the body is too large. 414: the address is.")]
    LimitExceeded,

    [ErrorStatus(405), Description(
        "The address does not support this HTTP method; `Allow` lists those that it supports. Card questions need POST, because addresses are logged.")]
    MethodNotAllowed,

    [ErrorStatus(429), Description(
        "The partner's quota of cards or answers is used up, or its questions are suspended for a time, and every card is refused alike; or it sends more "
        + "requests at a time than it may: then `limit` names what is exceeded. Ask again after the seconds in `Retry-After`, which `retryAfter` repeats.")]
    QuotaExceeded,

    [ErrorStatus(503), Description("The gateway cannot answer now. Ask again after the seconds in `Retry-After`.")]
    Unavailable,

    [ErrorStatus(500), Description("The gateway failed. The request id in the response header finds the cause in the operator's log.")]
    Internal,
}

/// <summary>
/// The HTTP statuses of a response in the format <c>application/graphql-response+json</c> that holds the error and no data: the first unless the
/// error says otherwise. <see cref="ErrorCodes.PartialSuccess"/>: the error only occurs beside data.
/// </summary>
[AttributeUsage(AttributeTargets.Field)]
internal sealed class ErrorStatusAttribute(params int[] statuses) : Attribute
{
    /// <summary>HTTP status codes.</summary>
    public IReadOnlyList<int> Statuses { get; } = statuses;
}

/// <summary>What is documented of each code, read once.</summary>
internal static class ErrorCodes
{
    /// <summary>The status of data with errors beside it: partial success (GraphQL over HTTP, section 6.4).</summary>
    public const int PartialSuccess = 294;

    /// <summary>What <c>Retry-After</c> says with <see cref="ErrorCode.Unavailable"/>, in seconds.</summary>
    public const string RetryAfterSeconds = "2";

    private static readonly Entry[] Entries = [.. Enum.GetValues<ErrorCode>().Select(Read)];

    /// <summary>The code on the wire, like <c>CARD_NUMBER_MALFORMED</c>.</summary>
    public static string WireName(this ErrorCode code) => Entries[(int)code].WireName;

    /// <summary>The HTTP status of a response that holds the code and no data, unless the error has another.</summary>
    public static int Status(this ErrorCode code) => Entries[(int)code].Statuses[0];

    /// <summary>Every status that the code can come with, the usual one first.</summary>
    public static IReadOnlyList<int> Statuses(this ErrorCode code) => Entries[(int)code].Statuses;

    /// <summary>
    /// The status in the older format <c>application/json</c>, whose clients read the body of a status of 200 only: documents and variables at fault
    /// have 200, and 422 is 400.
    /// </summary>
    public static int JsonStatus(this ErrorCode code, int status) => (code, status) switch
    {
        (ErrorCode.GraphqlParseFailed or ErrorCode.GraphqlValidationFailed or ErrorCode.PersistedQueryNotSupported, _) => StatusCodes.Status200OK,
        (_, PartialSuccess) => StatusCodes.Status200OK,
        (_, StatusCodes.Status422UnprocessableEntity) => StatusCodes.Status400BadRequest,
        _ => status,
    };

    /// <summary>One sentence for the partner.</summary>
    public static string Description(this ErrorCode code) => Entries[(int)code].Description;

    private static Entry Read(ErrorCode code)
    {
        var field = typeof(ErrorCode).GetField(code.ToString())!;
        return new Entry(
            WireNames.FromMember(code.ToString()),
            field.GetCustomAttribute<ErrorStatusAttribute>()!.Statuses,
            field.GetCustomAttribute<DescriptionAttribute>()!.Description);
    }

    private sealed record Entry(string WireName, IReadOnlyList<int> Statuses, string Description);
}
