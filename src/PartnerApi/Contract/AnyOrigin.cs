namespace PartnerApi.Contract;

/// <summary>
/// Marks an endpoint whose answer is public: pages of any origin may read it (CORS). There are no other rules of origin. Partners ask from servers, so
/// browsers stay out of everything else.
/// </summary>
internal sealed class AnyOrigin
{
    private AnyOrigin()
    {
    }

    /// <summary>The methods that a page may use.</summary>
    public static IReadOnlyList<string> Methods { get; } = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>The mark.</summary>
    public static AnyOrigin Mark { get; } = new();
}

/// <summary>Marks endpoints.</summary>
internal static class AnyOriginExtensions
{
    /// <summary>Lets pages of any origin read the answer to a GET.</summary>
    public static TBuilder AllowAnyOrigin<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(AnyOrigin.Mark, new HttpMethodMetadata([HttpMethods.Get], acceptCorsPreflight: true));
}
