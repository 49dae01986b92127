namespace PartnerApi.Http;

/// <summary>Declares who may call an HTTP endpoint. The program does not start unless every endpoint has a rule and names its methods.</summary>
/// <param name="Who">The permitted callers, in a few words, such as "everybody" or "callers with a token".</param>
public sealed record EndpointRule(string Who)
{
    /// <summary>Throws if an endpoint has no rule or accepts any method.</summary>
    /// <exception cref="InvalidOperationException">An endpoint was mapped without <see cref="EndpointRule"/> or without its methods.</exception>
    public static void Require(IEndpointRouteBuilder app)
    {
        foreach (var endpoint in app.DataSources.SelectMany(source => source.Endpoints))
        {
            if (endpoint.Metadata.GetMetadata<EndpointRule>() is null)
                throw new InvalidOperationException(
                    $"The endpoint '{endpoint.DisplayName}' declares no rule. Add WithMetadata(new EndpointRule(…)).");
            if (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>() is not { HttpMethods.Count: > 0 })
                throw new InvalidOperationException($"The endpoint '{endpoint.DisplayName}' names no methods. Use MapGet, MapPost or MapMethods.");
        }
    }
}
