namespace PartnerApi.Requests;

/// <summary>Admits callers of endpoints other than GraphQL. It checks token, agreement, audience and scope, in this order.</summary>
internal interface ICallerGate
{
    /// <summary>
    /// Returns null if the caller is admitted, or else the error response. For an audience without the scope, the endpoint does not exist.
    /// </summary>
    /// <param name="http">The request.</param>
    /// <param name="scope">The scope that the token and the caller's audience must have.</param>
    /// <exception cref="Core.StoreUnavailableException">The directory cannot be read.</exception>
    Task<IResult?> RefuseAsync(HttpContext http, string scope);
}
