namespace PartnerApi.GraphQL;

/// <summary>The page for people who open the endpoint's address in a browser.</summary>
public interface IBrowserPage
{
    /// <summary>Writes the page.</summary>
    Task WriteAsync(HttpContext http);
}
