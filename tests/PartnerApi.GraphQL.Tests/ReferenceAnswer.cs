using System.Text.Json;
using PartnerApi.GraphQL.Declarations;

namespace PartnerApi.GraphQL.Tests;

/// <summary>
/// A slow and simple evaluation of a random document, to compare with the gateway's. It decides whether the document is valid, expands all
/// fragments, and gives the positions of values, nulls, and refusals. It does not know the values themselves.
/// </summary>
internal sealed class ReferenceAnswer(SchemaDeclaration declaration, Elements visible, IReadOnlySet<string> scopes, bool ownsBenefit)
{
    // The sandbox's response for the valid card. Fields of objects that are not listed are not compared.
    private static readonly Dictionary<string, int> Lists = new() { ["Query.acceptances"] = 10, ["Query.cards"] = 1, ["Query.benefits"] = 1 };
    private static readonly string[] Objects = ["Query.viewer", "Query.card", "Card.eligibility", "Card.holder", "Holder.address"];
    private static readonly string[] NeverNull = ["Card.expiresOn", "Card.subject", "Card.status"];

    /// <summary>The paths and codes of the expected refusals.</summary>
    public List<string> Refusals { get; } = [];

    /// <summary>True if the document has an object that is not listed here, so that refusals below it are unknown.</summary>
    public bool MetUnknown { get; private set; }

    /// <summary>True if the document is valid for the audience: it sees all fields and types, and no two different fields share a response name.</summary>
    public bool IsValid(RandomDocument document) =>
        document.All.All(IsVisible)
        && document.Fragments.All(fragment => visible.Types.Contains(fragment.Type) && !Conflicts(fragment.Below))
        && !Conflicts(document.Selections);

    /// <summary>Compares a response's data with the expected data.</summary>
    /// <returns>The first difference, or null.</returns>
    public string? Compare(RandomDocument document, JsonElement data) => CompareObject(document.Selections, data, "");

    private string? CompareObject(IEnumerable<RandomSelection> set, JsonElement actual, string path)
    {
        if (actual.ValueKind != JsonValueKind.Object) return $"{path}: expected an object";
        var expected = Collect(set, onlyIncluded: true);
        var names = actual.EnumerateObject().Select(member => member.Name).ToList();
        if (!names.SequenceEqual(expected.Select(group => group.Key))) return $"{path}: has {string.Join(' ', names)}";
        return First(expected.Select(group => CompareField([.. group], actual.GetProperty(group.Key), $"{path}/{group.Key}")));
    }

    private string? CompareField(IReadOnlyList<RandomField> same, JsonElement actual, string path)
    {
        var field = same[0];
        if (field.Name == "__typename") return actual.GetString() == field.Type ? null : $"{path}: expected another type name";
        var name = $"{field.Type}.{field.Name}";
        var declared = declaration.Types.First(type => type.Name == field.Type).Fields.First(candidate => candidate.Name == field.Name);
        var isMet = declared.Requirement is null || declared.Requirement.AnyOf.Any(set => set.All(scopes.Contains));
        if (!isMet) return Refused(path, "FORBIDDEN", actual);
        if (name == "Card.eligibility" && !ownsBenefit) return Refused(path, "BENEFIT_NOT_FOUND", actual);
        if (name == "Query.enrollment") return Refused(path, "NOT_YET_RELEASED", actual);
        var below = same.SelectMany(selection => selection.Below);
        if (Objects.Contains(name)) return CompareObject(below, actual, path);
        if (Lists.TryGetValue(name, out var length))
        {
            if (actual.ValueKind != JsonValueKind.Array || actual.GetArrayLength() != length) return $"{path}: expected {length} items";
            return First(actual.EnumerateArray().Select((item, index) => CompareObject(below, item, $"{path}/{index}")));
        }

        if (field.Gives is not null) MetUnknown = true;
        var mayBeNull = field.Gives is not null || (declared.Shape.Nullable && !NeverNull.Contains(name));
        return actual.ValueKind == JsonValueKind.Null && !mayBeNull ? $"{path}: unexpected null" : null;
    }

    // Compares all positions, so that all refusals are counted.
    private static string? First(IEnumerable<string?> differences) => differences.ToList().Find(difference => difference is not null);

    private string? Refused(string path, string code, JsonElement actual)
    {
        Refusals.Add($"{path} {code}");
        return actual.ValueKind == JsonValueKind.Null ? null : $"{path}: expected a refusal";
    }

    private bool IsVisible(RandomSelection selection) => selection switch
    {
        RandomField { Name: "__typename" } => true,
        RandomField field => visible.Fields.Contains($"{field.Type}.{field.Name}"),
        RandomInline { Condition: { } condition } inline => condition == inline.Type && visible.Types.Contains(condition),
        _ => true,
    };

    // This rule of the language ignores directives.
    private static bool Conflicts(IEnumerable<RandomSelection> set) => Collect(set, onlyIncluded: false).Any(group =>
        group.Select(field => field.Name).Distinct().Count() > 1 || Conflicts(group.SelectMany(field => field.Below)));

    private static List<IGrouping<string, RandomField>> Collect(IEnumerable<RandomSelection> set, bool onlyIncluded) =>
        [.. Expand(set, onlyIncluded).GroupBy(field => field.ResponseName)];

    private static IEnumerable<RandomField> Expand(IEnumerable<RandomSelection> set, bool onlyIncluded) =>
        set.Where(selection => selection.IsIncluded || !onlyIncluded).SelectMany(selection => selection switch
        {
            RandomField field => [field],
            RandomInline inline => Expand(inline.Below, onlyIncluded),
            RandomSpread spread => Expand(spread.Fragment.Below, onlyIncluded),
            _ => [],
        });
}
