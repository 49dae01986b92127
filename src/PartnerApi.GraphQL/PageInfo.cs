using System.ComponentModel;

namespace PartnerApi.GraphQL;

/// <summary>The position of a page in its list (Relay Cursor Connections, section 4).</summary>
[SchemaType("PageInfo")]
[OpenToEveryCaller]
[Description("The position of a page in its list.")]
public sealed class PageInfo(bool hasPreviousPage, bool hasNextPage, string? startCursor, string? endCursor)
{
    [Description("Whether there are items before this page. True if `after` is given. Pages can only be read forward.")]
    public bool HasPreviousPage => hasPreviousPage;

    [Description("Whether there is another page after this one.")]
    public bool HasNextPage => hasNextPage;

    [Description("The cursor of the first item of the page. Null if the page is empty.")]
    public string? StartCursor => startCursor;

    [Description("The cursor for the next page: pass it as `after`. Null if there is no position to continue from.")]
    public string? EndCursor => endCursor;
}
