using System.Text.RegularExpressions;

namespace PartnerApi.Site;

/// <summary>An image of the documentation.</summary>
/// <param name="Address">Below the site's root.</param>
/// <param name="Width">The width in pixels, so that the browser reserves the space before the image is loaded.</param>
/// <param name="Height">The height in pixels.</param>
internal sealed record ContentImage(string Address, string Width, string Height);

/// <summary>The SVG images to which the documentation links: beside its Markdown files, and elsewhere in the repository.</summary>
internal static partial class ContentImages
{
    /// <summary>
    /// An image is its own document, with a style element for light and dark. It runs nothing, and loads nothing.
    /// </summary>
    public const string Policy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'";

    private const string Resources = "PartnerApi.Site.Images.";
    private const string Folder = "images/";

    /// <summary>All images, by the path to which a link leads. Paths above the documentation's folder begin in the repository's root.</summary>
    public static IReadOnlyDictionary<string, ContentImage> All { get; } = typeof(ContentImages).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Resources, StringComparison.Ordinal))
        .Select(name => name[Resources.Length..])
        .ToDictionary(path => path, Measure, StringComparer.Ordinal);

    /// <summary>Reads an image.</summary>
    public static WebAsset Load(string path) => WebAsset.Load(Resources + path);

    private static ContentImage Measure(string path)
    {
        var size = ViewBox().Match(WebAsset.ReadText(Resources + path));
        if (!size.Success) throw new InvalidOperationException($"The image {path} has no viewBox that begins at 0 0.");
        return new ContentImage(Folder + path, size.Groups[1].Value, size.Groups[2].Value);
    }

    [GeneratedRegex("""<svg[^>]* viewBox="0 0 (\d+) (\d+)""")]
    private static partial Regex ViewBox();
}
