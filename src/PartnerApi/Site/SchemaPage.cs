using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using PartnerApi.GraphQL;
using PartnerApi.Policy;

namespace PartnerApi.Site;

/// <summary>Renders the reference page of an audience's schema: a section for each type, a row for each of its members.</summary>
internal static partial class SchemaPage
{
    /// <summary>Renders the page.</summary>
    /// <param name="address">Its address.</param>
    /// <param name="title">Its heading.</param>
    /// <param name="audience">The audience.</param>
    /// <param name="types">All types of the audience's schema.</param>
    public static ContentPage Render(string address, string title, Audience audience, IReadOnlyList<DocumentedType> types)
    {
        var readers = $"For developers and reviewers: look up every type and field of the audience {audience.Name}.";
        var html = new StringBuilder($"""
            <h1 id="top">{Encode(title)}</h1>
            <p class="lead">{Encode(readers)}</p>
            <p>{Encode(audience.Description)} Download the <a href="{audience.Name}.graphql">schema as SDL</a>, or read about
            <a href="../integrate/audiences">audiences and scopes</a>.</p>

            """);
        var names = types.Select(type => type.Name).ToHashSet(StringComparer.Ordinal);

        // The fields that callers select first come first. All other types are in alphabetical order.
        var ordered = types.OrderBy(type => type.Name switch { "Query" => 0, "Mutation" => 1, _ => 2 }).ToList();
        foreach (var type in ordered) Append(html, type, names);
        return new ContentPage(address, title, readers, html.ToString(), [new ContentSection(1, "", title, readers), .. ordered.Select(Section)], []);
    }

    private static void Append(StringBuilder html, DocumentedType type, HashSet<string> names)
    {
        // A long name can break between its words, because a phone is narrower than some names.
        html.Append($"<h2 id=\"{type.Name}\">{Words().Replace(type.Name, "<wbr>")}</h2>\n<p>{Prose(type.Description)}</p>\n");
        if (type.Specification is { } specification) html.Append($"<p><a href=\"{Encode(specification)}\">Specification of the format</a></p>\n");
        if (type.Members.Count == 0) return;
        html.Append("<div class=\"scroll\" tabindex=\"0\"><table>\n<thead><tr>").Append(type.Kind switch
        {
            DocumentedKind.Enum => "<th>value</th><th>meaning</th>",
            DocumentedKind.Input => "<th>input field</th><th>type</th><th>meaning</th>",
            _ => "<th>field</th><th>type</th><th>meaning</th>",
        }).Append("</tr></thead>\n<tbody>\n");
        foreach (var member in type.Members)
        {
            html.Append($"<tr id=\"{type.Name}.{member.Name}\"><td><code>{member.Name}</code></td>");
            if (type.Kind != DocumentedKind.Enum) html.Append($"<td>{Type(member, names)}</td>");
            html.Append("<td>").Append(Meaning(member, names)).Append("</td></tr>\n");
        }
        html.Append("</tbody></table></div>\n");
    }

    private static string Meaning(DocumentedMember member, HashSet<string> names)
    {
        var html = new StringBuilder(Prose(member.Description));
        if (member.Deprecation is { } reason) html.Append($" <strong>Deprecated:</strong> {Prose(reason)}");
        if (member.Scopes.Count > 0)
            html.Append($" Requires {string.Join(", or ", member.Scopes.Select(set => string.Join(" and ", set.Select(scope => $"<code>{Encode(scope)}</code>"))))}.");
        if (member.Arguments.Count == 0) return html.ToString();
        html.Append("\n<ul>\n");
        foreach (var argument in member.Arguments) html.Append($"<li><code>{argument.Name}</code>: {Type(argument, names)}. {Meaning(argument, names)}</li>\n");
        return html.Append("</ul>").ToString();
    }

    // Built-in scalars have no section, so their names are not links.
    private static string Type(DocumentedMember member, HashSet<string> names)
    {
        var type = Name().Replace(Encode(member.Type), match => names.Contains(match.Value) ? $"<a href=\"#{match.Value}\">{match.Value}</a>" : match.Value);
        return $"<code>{type}{(member.Default is { } value ? " = " + Encode(value) : "")}</code>";
    }

    private static ContentSection Section(DocumentedType type)
    {
        var members = type.Members.SelectMany(member => member.Arguments.Prepend(member)).Select(member => $"{member.Name} ({member.Description.TrimEnd('.')}).");
        return new ContentSection(2, type.Name, type.Name, string.Join(' ', members.Prepend(type.Description)).Replace("`", "", StringComparison.Ordinal));
    }

    // Descriptions mark code with backticks, like Markdown.
    private static string Prose(string text) => Code().Replace(Encode(text), "<code>$1</code>");

    private static string Encode(string text) => WebUtility.HtmlEncode(text);

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])")]
    private static partial Regex Words();

    [GeneratedRegex(@"[A-Za-z_]\w*")]
    private static partial Regex Name();
}
