using PartnerApi.Core;
using PartnerApi.GraphQL.Declarations;
using PartnerApi.Policy.Statistics;

namespace PartnerApi.GraphQL.Tests;

/// <summary>
/// Generates documents of the full schema, with aliases, nested inline fragments, reused named fragments, directives with literals and
/// variables, and sometimes an invalid name. A filter restricts some documents to the fields of one audience.
/// </summary>
internal sealed class RandomDocuments(SchemaDeclaration declaration, ulong seed)
{
    private const int MostFields = 22;

    private SplitMix64 random = new(seed);
    private readonly List<RandomFragment> fragments = [];
    private Func<string, bool> fieldFilter = _ => true;
    private int fields;
    private int aliases;
    private int directives;

    /// <summary>Generates the next document from the fields that the filter accepts, as <c>Type.field</c>.</summary>
    public RandomDocument Next(Func<string, bool> fieldsToUse)
    {
        fieldFilter = fieldsToUse;
        fragments.Clear();
        (fields, aliases, directives) = (0, 0, 0);
        var selections = Set(declaration.Query, depth: 0, spreads: 0);
        return new RandomDocument(selections, [.. fragments], Chance(30));
    }

    private List<RandomSelection> Set(TypeDeclaration type, int depth, int spreads)
    {
        var set = new List<RandomSelection>();
        for (var count = 1 + random.Below(4); count > 0; count--) set.Add(Selection(type, depth, spreads));
        return set;
    }

    private RandomSelection Selection(TypeDeclaration type, int depth, int spreads)
    {
        var (directive, isIncluded) = Directive();
        if (fields < MostFields && depth < 6 && Chance(15)) return Inline(type, depth, spreads, directive, isIncluded);
        if (fields < MostFields && spreads < 3 && Chance(20)) return new RandomSpread(Fragment(type, depth, spreads), directive, isIncluded);
        return Field(type, depth, spreads, directive, isIncluded);
    }

    private RandomInline Inline(TypeDeclaration type, int depth, int spreads, string directive, bool isIncluded)
    {
        var condition = Chance(2) ? declaration.Types[random.Below(declaration.Types.Count)].Name : Chance(60) ? type.Name : null;
        return new RandomInline(type.Name, condition, Set(type, depth + 1, spreads), directive, isIncluded);
    }

    // Only complete fragments are reused, where their type fits, so that none spreads itself.
    private RandomFragment Fragment(TypeDeclaration type, int depth, int spreads)
    {
        var known = fragments.Where(fragment => fragment.Type == type.Name).ToList();
        if (known.Count > 0 && (fragments.Count > 3 || Chance(60))) return known[random.Below(known.Count)];
        var below = Set(type, depth + 1, spreads + 1);
        var made = new RandomFragment($"f{fragments.Count}", type.Name, below);
        fragments.Add(made);
        return made;
    }

    private RandomField Field(TypeDeclaration type, int depth, int spreads, string directive, bool isIncluded)
    {
        fields++;
        var usable = type.Fields.Where(field => fieldFilter($"{field.TypeName}.{field.Name}")).ToList();
        if (fields > MostFields || depth > 8) usable.RemoveAll(field => Declared(field) is not null);
        if (usable.Count == 0 || Chance(4)) return new RandomField(type.Name, "__typename", Alias(type), "", null, [], directive, isIncluded);
        var chosen = usable[random.Below(usable.Count)];
        var gives = Declared(chosen);
        var below = gives is null ? [] : Set(gives, depth + 1, spreads);
        return new RandomField(type.Name, chosen.Name, Alias(type), Arguments(chosen), gives?.Name, below, directive, isIncluded);
    }

    private TypeDeclaration? Declared(FieldDeclaration field) => declaration.Types.FirstOrDefault(type => type.Class == field.Shape.Named);

    // Usually a unique name, sometimes the name of another field of the same type or of any type.
    private string? Alias(TypeDeclaration type)
    {
        if (aliases >= 25 || !Chance(35)) return null;
        aliases++;
        if (!Chance(12)) return $"a{aliases}";
        var other = Chance(50) ? type : declaration.Types[random.Below(declaration.Types.Count)];
        if (other.Fields.Count == 0) other = type;
        return other.Fields[random.Below(other.Fields.Count)].Name;
    }

    private (string Text, bool IsIncluded) Directive()
    {
        if (directives >= 8 || !Chance(12)) return ("", true);
        directives++;
        return random.Below(6) switch
        {
            0 => (" @skip(if: true)", false),
            1 => (" @skip(if: $no)", true),
            2 => (" @include(if: $yes)", true),
            3 => (" @include(if: false)", false),
            4 => (" @skip(if: $yes)", false),
            _ => (" @skip(if: false) @include(if: true)", true),
        };
    }

    private static string Arguments(FieldDeclaration field) =>
        field.Arguments.Count == 0 ? "" : $"({string.Join(", ", field.Arguments.Select(argument => $"{argument.Name}: {Value(argument.Shape)}"))})";

    private static string Value(TypeShape shape) => shape switch
    {
        { Item.Named: var type } when type == typeof(CardNumberInput) => "$l",
        { Item: { } item } => $"[{Value(item)}]",
        { IsId: true } => "$b",
        { Named: var type, Nullable: true } when type == typeof(string) => "null",
        { Named: var type } when type == typeof(CardNumberInput) => "$n",
        { Named: var type } when type == typeof(Policy.Purpose) => "$p",
        { Named: var type } when type == typeof(string) => "\"x\"",
        { Named: var type } when type == typeof(bool) => "true",
        { Named: var type } when type == typeof(DateOnly) => "\"2026-01-31\"",
        { Named: var type } when type == typeof(Month) => "\"2026-01\"",
        { Named: { IsEnum: true } type } => WireNames.FromMember(Enum.GetNames(type)[0]),
        _ => "$f",
    };

    private bool Chance(int percent) => random.Below(100) < percent;
}
