using System.Globalization;
using System.Xml.Linq;

namespace PartnerApi.Commands;

/// <summary>
/// The parts that charts are drawn of, as SVG: a page with a title and what it shows in words, texts, shapes. Follows the reader's light or dark setting; holds no
/// script and refers to nothing.
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

    /// <summary>A page: its title, read out and written; the same in words for who cannot see it; styles beside those that every page has.</summary>
    public static XElement Page(int width, int height, int left, string title, string inWords, string style) => new(
        Svg + "svg",
        new XAttribute("viewBox", $"0 0 {width} {height}"),
        new XAttribute("role", "img"),
        new XElement(Svg + "title", title),
        new XElement(Svg + "desc", inWords),
        new XElement(Svg + "style", Style, "\n", style),
        Shape("rect", "page", ("width", width), ("height", height)),
        Text("title", left, TitleTop, title));

    /// <summary>A text, from its place on, or before (<c>end</c>) or around (<c>middle</c>) it.</summary>
    public static XElement Text(string style, double x, double y, string text, string? anchor = null)
    {
        var element = Shape("text", style, ("x", x), ("y", y));
        if (anchor is not null) element.SetAttributeValue("text-anchor", anchor);
        element.Add(text);
        return element;
    }

    /// <summary>A shape with its numbers.</summary>
    public static XElement Shape(string name, string style, params (string Name, double Value)[] attributes) => new(
        Svg + name,
        new XAttribute("class", style),
        attributes.Select(attribute => new XAttribute(attribute.Name, Math.Round(attribute.Value, 1).ToString(CultureInfo.InvariantCulture))));

    /// <summary>A shape that says something when it is pointed at.</summary>
    public static XElement WithTitle(this XElement shape, string text)
    {
        shape.Add(new XElement(Svg + "title", text));
        return shape;
    }
}
