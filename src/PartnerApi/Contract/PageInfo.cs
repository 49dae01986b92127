using System.ComponentModel;

namespace PartnerApi.Contract;

/// <summary>Where a page of a list ends (Relay Cursor Connections).</summary>
[SchemaType("PageInfo")]
[OpenToEveryCaller]
[Description("Where a page ends.")]
internal sealed class PageInfo(bool hasNextPage, string? endCursor)
{
    /// <summary>Whether there is more.</summary>
    [Description("Whether there is another page.")]
    public bool HasNextPage => hasNextPage;

    /// <summary>The last place.</summary>
    [Description("Where the next page begins: give it as `after`. Null when there is nothing to go on from.")]
    public string? EndCursor => endCursor;
}
