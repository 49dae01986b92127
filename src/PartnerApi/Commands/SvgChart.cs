using System.Globalization;
using System.Xml.Linq;

namespace PartnerApi.Commands;

/// <summary>
/// Building blocks of SVG charts: a page with a title and a text alternative, texts, and shapes. Charts follow the reader's light or dark setting, contain no
/// script, and have no external references.
/// </summary>
internal static class SvgChart
{
    private const int TitleTop = 34;

    private const string Style = """
        .page{fill:#fff}.text{fill:#1b1f24;font:13px system-ui,sans-serif}.small{fill:#57606a;font:11px system-ui,sans-serif}
        .title{fill:#1b1f24;font:600 17px system-ui,sans-serif}.grid{stroke:#d0d7de}
        @media (prefers-color-scheme:dark){.page{fill:#14181d}.text,.title{fill:#e6edf3}.small{fill:#9aa4af}.grid{stroke:#373e47}}
        """;

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    /// <summary>A page with a visible title, a text alternative for screen readers, and styles in addition to the common ones.</summary>
    public static XElement Page(int width, int height, int left, string title, string inWords, string style) => new(
        Svg + "svg",
        new XAttribute("viewBox", $"0 0 {width} {height}"),
        new XAttribute("role", "img"),
        new XElement(Svg + "title", title),
        new XElement(Svg + "desc", inWords),
        new XElement(Svg + "style", Style, "\n", style),
        Shape("rect", "page", ("width", width), ("height", height)),
        Text("title", left, TitleTop, title));

    /// <summary>A text that starts at a position, ends there (<c>end</c>), or is centered there (<c>middle</c>).</summary>
    public static XElement Text(string style, double x, double y, string text, string? anchor = null)
    {
        var element = Shape("text", style, ("x", x), ("y", y));
        if (anchor is not null) element.SetAttributeValue("text-anchor", anchor);
        element.Add(text);
        return element;
    }

    public static XElement Shape(string name, string style, params (string Name, double Value)[] attributes) => new(
        Svg + name,
        new XAttribute("class", style),
        attributes.Select(attribute => new XAttribute(attribute.Name, Math.Round(attribute.Value, 1).ToString(CultureInfo.InvariantCulture))));

    public static XElement WithTitle(this XElement shape, string text)
    {
        shape.Add(new XElement(Svg + "title", text));
        return shape;
    }
}
