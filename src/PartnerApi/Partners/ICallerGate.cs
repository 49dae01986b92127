namespace PartnerApi.Partners;

/// <summary>Admits callers of an endpoint that is not GraphQL: token, agreement, audience and scope, in this order.</summary>
internal interface ICallerGate
{
    /// <summary>
    /// Null when the request's caller may go on; else what it is answered. To an audience that does not have the scope, the endpoint does not exist.
    /// </summary>
    /// <param name="http">The request.</param>
    /// <param name="scope">What the token must carry and the caller's audience must have.</param>
    /// <exception cref="Core.StoreUnavailableException">The directory cannot be read.</exception>
    Task<IResult?> RefuseAsync(HttpContext http, string scope);
}
