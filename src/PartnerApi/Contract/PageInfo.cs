using System.ComponentModel;

namespace PartnerApi.Contract;

/// <summary>Where a page of a list begins and ends (Relay Cursor Connections, section 4).</summary>
[SchemaType("PageInfo")]
[OpenToEveryCaller]
[Description("Where a page begins and ends.")]
internal sealed class PageInfo(bool hasPreviousPage, bool hasNextPage, string? startCursor, string? endCursor)
{
    /// <summary>Whether the page began behind a cursor.</summary>
    [Description("Whether there are items before this page: true when `after` is given. Pages can only be read forward.")]
    public bool HasPreviousPage => hasPreviousPage;

    /// <summary>Whether there is more.</summary>
    [Description("Whether there is another page.")]
    public bool HasNextPage => hasNextPage;

    /// <summary>The first place.</summary>
    [Description("The cursor of the first item of the page; null when it has none.")]
    public string? StartCursor => startCursor;

    /// <summary>The last place.</summary>
    [Description("Where the next page begins: give it as `after`. Null when there is nothing to go on from.")]
    public string? EndCursor => endCursor;
}
