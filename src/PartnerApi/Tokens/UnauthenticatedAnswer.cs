namespace PartnerApi.Tokens;

/// <summary>
/// The one answer to a request without a valid token (RFC 6750, section 3, without an error code): the same bytes and header names whether the
/// token is missing, forged, expired or not ours.
/// </summary>
internal static class UnauthenticatedAnswer
{
    private static readonly byte[] Body =
        """{"errors":[{"message":"A valid access token is required.","extensions":{"code":"UNAUTHENTICATED"}}]}"""u8.ToArray();

    /// <summary>Writes it, with the media type that was negotiated for GraphQL answers.</summary>
    public static Task WriteAsync(HttpContext context, string contentType)
    {
        var response = context.Response;
        response.StatusCode = StatusCodes.Status401Unauthorized;
        response.Headers.WWWAuthenticate = "Bearer";
        response.Headers.CacheControl = "no-store";
        response.ContentType = contentType;
        response.ContentLength = Body.Length;
        return response.Body.WriteAsync(Body, context.RequestAborted).AsTask();
    }
}
