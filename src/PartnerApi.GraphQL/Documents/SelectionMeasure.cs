namespace PartnerApi.GraphQL.Documents;

/// <summary>The size of a selection set with expanded fragments. Counts end at a million, so that they cannot overflow.</summary>
/// <param name="Count">The number of selections.</param>
/// <param name="Depth">The nesting of fields.</param>
/// <param name="SpreadDepth">The nesting of fragments.</param>
/// <param name="Lists">The nesting of introspection lists.</param>
internal readonly record struct SelectionMeasure(int Count, int Depth, int SpreadDepth, int Lists)
{
    private const int Most = 1_000_000;

    /// <summary>An empty set.</summary>
    public static SelectionMeasure Nothing => default;

    /// <summary>The sum of two sibling selections.</summary>
    public SelectionMeasure Plus(SelectionMeasure other) => new(
        Math.Min(Most, Count + other.Count),
        Math.Max(Depth, other.Depth),
        Math.Max(SpreadDepth, other.SpreadDepth),
        Math.Max(Lists, other.Lists));

    /// <summary>The field that has this set.</summary>
    public SelectionMeasure InField(bool isList) =>
        new(Math.Min(Most, Count + 1), Depth + 1, SpreadDepth, Lists + (isList ? 1 : 0));

    /// <summary>The inline fragment that has this set.</summary>
    public SelectionMeasure Counted() => this with { Count = Math.Min(Most, Count + 1) };

    /// <summary>The spread of the fragment that has this set.</summary>
    public SelectionMeasure Spread() => this with { Count = Math.Min(Most, Count + 1), SpreadDepth = SpreadDepth + 1 };

    /// <summary>Whether a field with this name is a list of types or fields in the introspection schema.</summary>
    public static bool IsIntrospectionList(ReadOnlySpan<char> name) => name is "fields" or "interfaces" or "possibleTypes" or "inputFields";
}
