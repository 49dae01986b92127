namespace PartnerApi.GraphQL.Documents;

/// <summary>How large a selection set is once its fragments are expanded. Counts stop at a million, so that they cannot overflow.</summary>
/// <param name="Count">Selections.</param>
/// <param name="Depth">Fields within fields.</param>
/// <param name="SpreadDepth">Fragments within fragments.</param>
/// <param name="Lists">Introspection lists within one another.</param>
internal readonly record struct SelectionMeasure(int Count, int Depth, int SpreadDepth, int Lists)
{
    private const int Most = 1_000_000;

    /// <summary>An empty set.</summary>
    public static SelectionMeasure Nothing => default;

    /// <summary>Two selections beside each other.</summary>
    public SelectionMeasure Beside(SelectionMeasure other) => new(
        Math.Min(Most, Count + other.Count),
        Math.Max(Depth, other.Depth),
        Math.Max(SpreadDepth, other.SpreadDepth),
        Math.Max(Lists, other.Lists));

    /// <summary>The set below a field.</summary>
    public SelectionMeasure Under(bool isList) =>
        new(Math.Min(Most, Count + 1), Depth + 1, SpreadDepth, Lists + (isList ? 1 : 0));

    /// <summary>The set within an inline fragment.</summary>
    public SelectionMeasure Counted() => this with { Count = Math.Min(Most, Count + 1) };

    /// <summary>The set of a fragment where it is spread.</summary>
    public SelectionMeasure Spread() => this with { Count = Math.Min(Most, Count + 1), SpreadDepth = SpreadDepth + 1 };

    /// <summary>Whether a field of this name is a list of types or fields in the introspection schema.</summary>
    public static bool IsIntrospectionList(ReadOnlySpan<char> name) => name is "fields" or "interfaces" or "possibleTypes" or "inputFields";
}
