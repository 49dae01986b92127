using System.Text;
using System.Text.RegularExpressions;

namespace PartnerApi.GraphQL.Tests;

/// <summary>A selection of a random document. <paramref name="IsIncluded"/> is the effect of the <paramref name="Directive"/>.</summary>
internal abstract record RandomSelection(string Directive, bool IsIncluded);

/// <summary>A field, with its arguments as text. A field of a type always has the same arguments.</summary>
internal sealed record RandomField(
    string Type, string Name, string? Alias, string Arguments, string? Gives, IReadOnlyList<RandomSelection> Below, string Directive, bool IsIncluded)
    : RandomSelection(Directive, IsIncluded)
{
    /// <summary>The name in the response.</summary>
    public string ResponseName => Alias ?? Name;
}

/// <summary>An inline fragment.</summary>
internal sealed record RandomInline(string Type, string? Condition, IReadOnlyList<RandomSelection> Below, string Directive, bool IsIncluded)
    : RandomSelection(Directive, IsIncluded);

/// <summary>A spread of a named fragment.</summary>
internal sealed record RandomSpread(RandomFragment Fragment, string Directive, bool IsIncluded) : RandomSelection(Directive, IsIncluded);

/// <summary>A named fragment.</summary>
internal sealed record RandomFragment(string Name, string Type, IReadOnlyList<RandomSelection> Below);

/// <summary>A document with one operation. It declares the variables and defines the fragments that it uses.</summary>
internal sealed record RandomDocument(IReadOnlyList<RandomSelection> Selections, IReadOnlyList<RandomFragment> Fragments, bool FragmentsFirst)
{
    private static readonly (string Name, string Type)[] Variables =
    [
        ("$n", "CardNumber!"), ("$l", "[CardNumber!]!"), ("$f", "Int!"), ("$p", "Purpose!"), ("$b", "ID = \"none\""), ("$yes", "Boolean!"), ("$no", "Boolean = false"),
    ];

    /// <summary>All selections of the document, with each fragment's once.</summary>
    public IEnumerable<RandomSelection> All => Selections.Concat(Fragments.SelectMany(fragment => fragment.Below)).SelectMany(Within);

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = new StringBuilder();
        Write(text, Selections);
        var operation = text.ToString();
        text.Clear();
        foreach (var fragment in Fragments)
        {
            text.Append(" fragment ").Append(fragment.Name).Append(" on ").Append(fragment.Type);
            Write(text, fragment.Below);
        }

        var fragments = text.ToString();
        var used = Variables.Where(variable => Uses(operation + fragments, variable.Name)).Select(variable => $"{variable.Name}: {variable.Type}");
        var declared = string.Join(", ", used);
        operation = (declared.Length == 0 ? "query" : $"query({declared})") + operation;
        return FragmentsFirst ? fragments + " " + operation : operation + fragments;
    }

    private static bool Uses(string text, string variable) => Regex.IsMatch(text, Regex.Escape(variable) + @"\b");

    private static IEnumerable<RandomSelection> Within(RandomSelection selection) => (selection switch
    {
        RandomField field => field.Below,
        RandomInline inline => inline.Below,
        _ => [],
    }).SelectMany(Within).Prepend(selection);

    private static void Write(StringBuilder text, IReadOnlyList<RandomSelection> set)
    {
        text.Append(" {");
        foreach (var selection in set)
        {
            switch (selection)
            {
                case RandomField field:
                    text.Append(' ').Append(field.Alias is null ? "" : field.Alias + ": ");
                    text.Append(field.Name).Append(field.Arguments).Append(field.Directive);
                    if (field.Below.Count > 0) Write(text, field.Below);
                    break;
                case RandomInline inline:
                    text.Append(" ...").Append(inline.Condition is null ? "" : " on " + inline.Condition).Append(inline.Directive);
                    Write(text, inline.Below);
                    break;
                case RandomSpread spread:
                    text.Append(" ...").Append(spread.Fragment.Name).Append(spread.Directive);
                    break;
            }
        }

        text.Append(" }");
    }
}
