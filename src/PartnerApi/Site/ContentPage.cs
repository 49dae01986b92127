namespace PartnerApi.Site;

/// <summary>A rendered page of the documentation.</summary>
/// <param name="Address">Below the site's root, such as <c>integrate/banks</c>. The index of a shelf ends with a slash; the start page is empty.</param>
/// <param name="Title">The heading of the page.</param>
/// <param name="Readers">The first sentence: for whom the page is, and what they do with it.</param>
/// <param name="Body">HTML, with the heading.</param>
/// <param name="Sections">The parts of the page, for its table of contents and the search.</param>
/// <param name="Links">The pages that it links to, by address, in order.</param>
internal sealed record ContentPage(
    string Address, string Title, string Readers, string Body, IReadOnlyList<ContentSection> Sections, IReadOnlyList<string> Links)
{
    /// <summary>The relative address of the site's root from this page, so that a proxy can serve the gateway below a path.</summary>
    public string Root => RootFrom(Address);

    /// <summary>The relative address of the site's root from another address.</summary>
    public static string RootFrom(string address) =>
        address.Count(character => character == '/') is var depth and > 0 ? string.Concat(Enumerable.Repeat("../", depth)) : "./";
}

/// <summary>A part of a page.</summary>
/// <param name="Level">2 or 3 as its heading; 1 for the text before the first heading.</param>
/// <param name="Id">The anchor; empty for the text before the first heading.</param>
/// <param name="Title">The heading.</param>
/// <param name="Text">The text below the heading, for the search.</param>
internal sealed record ContentSection(int Level, string Id, string Title, string Text);
