using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using System.Text;
using GraphQL.Types;
using PartnerApi.GraphQL.Fields;

namespace PartnerApi.GraphQL.Plans;

/// <summary>A field of a plan: one name in the response, with everything that is known before a request.</summary>
internal sealed class PlanField(string name)
{
    /// <summary>The name in the response.</summary>
    public string Name => name;

    /// <summary>The name as JSON, with quotes and a colon.</summary>
    public byte[] NameJson { get; } = Encoding.UTF8.GetBytes($"\"{name}\":");

    /// <summary>The field with its checks; null for <c>__typename</c>.</summary>
    public DeclaredField? Declared { get; init; }

    /// <summary>The value of <c>__typename</c> as JSON.</summary>
    public byte[] TypeNameJson { get; init; } = [];

    /// <summary>The type of its value.</summary>
    public required PlanType Type { get; init; }

    /// <summary>The index of its arguments in the plan; -1 without arguments.</summary>
    public int ArgumentsIndex { get; init; } = -1;

    /// <summary>The selected fields of the object, or of each object of the list.</summary>
    public PlanField[] Fields { get; init; } = [];

    /// <summary>The paths of all fields selected below, for fields that disclose them.</summary>
    public IReadOnlyList<string> Selected { get; init; } = [];
}

/// <summary>The type of a value in a plan.</summary>
internal sealed class PlanType
{
    // All plans share the types, which live as long as their schema.
    private static readonly ConditionalWeakTable<IGraphType, PlanType> All = [];

    private PlanType(IGraphType type)
    {
        IsNonNull = type is NonNullGraphType;
        var nullable = type is NonNullGraphType some ? some.ResolvedType! : type;
        if (nullable is ListGraphType list) Item = Of(list.ResolvedType!);
        Scalar = nullable as ScalarGraphType;
        Names = (nullable as EnumerationGraphType)?.Values.ToFrozenDictionary(value => value.Value!, value => Encoding.UTF8.GetBytes($"\"{value.Name}\""));
    }

    /// <summary>Whether a null belongs to the parent instead.</summary>
    public bool IsNonNull { get; }

    /// <summary>The type of the items of a list; null if this is no list.</summary>
    public PlanType? Item { get; }

    /// <summary>The scalar or enum; null if this is an object or a list.</summary>
    public ScalarGraphType? Scalar { get; }

    /// <summary>The names of an enum's values as JSON; null if this is no enum.</summary>
    public FrozenDictionary<object, byte[]>? Names { get; }

    /// <summary>Reads the engine's type.</summary>
    public static PlanType Of(IGraphType type) => All.GetValue(type, static one => new PlanType(one));
}
