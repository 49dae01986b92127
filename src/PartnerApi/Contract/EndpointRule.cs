namespace PartnerApi.Contract;

/// <summary>Says who may call an HTTP endpoint; every endpoint carries one and names its methods, or the program does not start.</summary>
/// <param name="Who">Who may call it, in a few words, such as "everybody" or "callers with a token".</param>
internal sealed record EndpointRule(string Who)
{
    /// <summary>Stops the start when an endpoint has no rule, or would take any method.</summary>
    /// <exception cref="InvalidOperationException">An endpoint was mapped without <see cref="EndpointRule"/> or without its methods.</exception>
    public static void Require(IEndpointRouteBuilder app)
    {
        foreach (var endpoint in app.DataSources.SelectMany(source => source.Endpoints))
        {
            if (endpoint.Metadata.GetMetadata<EndpointRule>() is null)
                throw new InvalidOperationException(
                    $"The endpoint '{endpoint.DisplayName}' declares no rule; add WithMetadata(new EndpointRule(…)).");
            if (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>() is not { HttpMethods.Count: > 0 })
                throw new InvalidOperationException($"The endpoint '{endpoint.DisplayName}' names no methods; use MapGet, MapPost or MapMethods.");
        }
    }
}
