using System.ComponentModel;

namespace PartnerApi.GraphQL;

/// <summary>The position of a page in its list (Relay Cursor Connections, section 4).</summary>
[SchemaType("PageInfo")]
[OpenToEveryCaller]
[Description("The position of a page in its list.")]
public sealed class PageInfo(bool hasPreviousPage, bool hasNextPage, string? startCursor, string? endCursor)
{
    /// <summary>True on every page but the first, because pages can only be read forward.</summary>
    [Description("Whether there are items before this page. True if `after` is given. Pages can only be read forward.")]
    public bool HasPreviousPage => hasPreviousPage;

    /// <summary>Whether a further request with <see cref="EndCursor"/> returns items.</summary>
    [Description("Whether there is another page after this one.")]
    public bool HasNextPage => hasNextPage;

    /// <summary>The cursor of the first item; null if the page is empty.</summary>
    [Description("The cursor of the first item of the page. Null if the page is empty.")]
    public string? StartCursor => startCursor;

    /// <summary>The cursor of the last item; null if there is no position to continue from.</summary>
    [Description("The cursor for the next page: pass it as `after`. Null if there is no position to continue from.")]
    public string? EndCursor => endCursor;
}
