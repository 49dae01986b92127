using System.ComponentModel;
using System.Reflection;

namespace PartnerApi.Contract;

/// <summary>Every error a caller can get. The name on the wire is the member's in upper case with underscores.</summary>
internal enum ErrorCode
{
    [ErrorStatus(400), Description("The HTTP request is not a GraphQL request: its body, content type or parameters are wrong.")]
    BadRequest,

    [ErrorStatus(400), Description("The document is not valid GraphQL syntax.")]
    GraphqlParseFailed,

    [ErrorStatus(400), Description("The document does not fit the caller's schema, or a variable does not fit its type.")]
    GraphqlValidationFailed,

    [ErrorStatus(401), Description("There is no valid access token. The reason is not told.")]
    Unauthenticated,

    [ErrorStatus(403), Description("The partner is suspended, or its agreement has not begun, is suspended or has ended. Valid tokens do not help.")]
    AgreementNotActive,

    [ErrorStatus(403), Description("This process serves other audiences; the program's staff have one of their own.")]
    AudienceNotServed,

    [ErrorStatus(200), Description("The token lacks a scope; `requiredScopes` names what to ask for (all of one inner list).")]
    Forbidden,

    [ErrorStatus(200), Description("The agreement does not hold the purpose given. Some purposes are in no agreement: see `acceptances`.")]
    PurposeNotAgreed,

    [ErrorStatus(200), Description("The caller has no benefit of that id.")]
    BenefitNotFound,

    [ErrorStatus(200), Description(
        "Not a card number: 16 digits with two check digits, with single spaces or hyphens between them. It says nothing about any card.")]
    CardNumberMalformed,

    [ErrorStatus(200), Description("An idempotency key is 1 to 64 visible ASCII characters.")]
    IdempotencyKeyInvalid,

    [ErrorStatus(200), Description("The idempotency key was used for another input. Nothing was done; use a new key for a new redemption.")]
    IdempotencyKeyReused,

    [ErrorStatus(200), Description("The caller has no redemption of that id.")]
    RedemptionNotFound,

    [ErrorStatus(200), Description("`after` is no cursor of this list.")]
    CursorInvalid,

    [ErrorStatus(200), Description("A receipt's nonce is not 1 to 64 visible ASCII characters.")]
    NonceInvalid,

    [ErrorStatus(200), Description("A month of the range is not released yet; `releasedTo` is the last one that is, if any.")]
    NotYetReleased,

    [ErrorStatus(200), Description("The range of months ends before it begins, or begins before the first month that is counted.")]
    RangeInvalid,

    [ErrorStatus(400), Description("The request is larger or deeper than a documented limit; `limit` names it.")]
    LimitExceeded,

    [ErrorStatus(405), Description("This cannot be asked with this HTTP method: questions are asked with POST, because addresses are logged.")]
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

/// <summary>The HTTP status of a response that holds the error and no data (200: it only ever stands beside other answers).</summary>
[AttributeUsage(AttributeTargets.Field)]
internal sealed class ErrorStatusAttribute(int status) : Attribute
{
    /// <summary>An HTTP status code.</summary>
    public int Status { get; } = status;
}

/// <summary>What is documented of each code, read once.</summary>
internal static class ErrorCodes
{
    /// <summary>What <c>Retry-After</c> says with <see cref="ErrorCode.Unavailable"/>, in seconds.</summary>
    public const string RetryAfterSeconds = "2";

    private static readonly Entry[] Entries = [.. Enum.GetValues<ErrorCode>().Select(Read)];

    /// <summary>The code on the wire, like <c>CARD_NUMBER_MALFORMED</c>.</summary>
    public static string WireName(this ErrorCode code) => Entries[(int)code].WireName;

    /// <summary>The HTTP status of a response that holds the code and no data.</summary>
    public static int Status(this ErrorCode code) => Entries[(int)code].Status;

    /// <summary>One sentence for the partner.</summary>
    public static string Description(this ErrorCode code) => Entries[(int)code].Description;

    private static Entry Read(ErrorCode code)
    {
        var field = typeof(ErrorCode).GetField(code.ToString())!;
        return new Entry(
            WireNames.FromMember(code.ToString()),
            field.GetCustomAttribute<ErrorStatusAttribute>()!.Status,
            field.GetCustomAttribute<DescriptionAttribute>()!.Description);
    }

    private sealed record Entry(string WireName, int Status, string Description);
}
