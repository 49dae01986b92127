namespace PartnerApi.Http;

/// <summary>
/// Marks an endpoint with a public response, which pages of any origin may read (CORS). There are no other origin rules: partners send requests from
/// servers, so browsers need nothing else.
/// </summary>
public sealed class AnyOrigin
{
    private AnyOrigin()
    {
    }

    /// <summary>The methods that a page may use.</summary>
    public static IReadOnlyList<string> Methods { get; } = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>The marker.</summary>
    public static AnyOrigin Mark { get; } = new();
}

/// <summary>Adds the marker to endpoints.</summary>
public static class AnyOriginExtensions
{
    /// <summary>Lets pages of any origin read the response to a GET request.</summary>
    public static TBuilder AllowAnyOrigin<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(AnyOrigin.Mark, new HttpMethodMetadata([HttpMethods.Get], acceptCorsPreflight: true));
}
