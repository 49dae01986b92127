using PartnerApi.Core;

namespace PartnerApi.GraphQL;

/// <summary>The errors of requests and documents.</summary>
internal static class RequestErrorCodes
{
    public static readonly ErrorCode BadRequest = new(
        "BAD_REQUEST",
        "The request is not a GraphQL request. 400: the body or its JSON is malformed. 422: a parameter is missing, repeated, or of the wrong type.",
        400, 422);

    public static readonly ErrorCode BatchingNotSupported = new(
        "BATCHING_NOT_SUPPORTED",
        "The body is a list. Batches are not supported. Send one request at a time, or several fields in one document.",
        422);

    public static readonly ErrorCode PersistedQueryNotSupported = new(
        "PERSISTED_QUERY_NOT_SUPPORTED",
        "The request names a persisted document instead of sending one in `query`. Send the document. Apollo clients do so automatically.",
        422)
    { JsonStatus200 = true };

    public static readonly ErrorCode RequestTimeout = new(
        "REQUEST_TIMEOUT",
        "The body arrived too slowly.",
        408);

    public static readonly ErrorCode UnsupportedMediaType = new(
        "UNSUPPORTED_MEDIA_TYPE",
        "The body is not `application/json` in UTF-8, or it is compressed.",
        415);

    public static readonly ErrorCode GraphqlParseFailed = new(
        "GRAPHQL_PARSE_FAILED",
        "The document is not valid GraphQL syntax.",
        400)
    { JsonStatus200 = true };

    public static readonly ErrorCode GraphqlValidationFailed = new(
        "GRAPHQL_VALIDATION_FAILED",
        "The document does not match the caller's schema, or a variable does not match its type.",
        422)
    { JsonStatus200 = true };

    public static readonly ErrorCode AudienceNotServed = new(
        "AUDIENCE_NOT_SERVED",
        "This process serves other audiences. The program's staff use a separate process.",
        403);
}
