using PartnerApi.Policy.Statistics;

namespace PartnerApi.GraphQL.Declarations;

/// <summary>The C# types that are scalars in the schema.</summary>
internal static class ScalarNames
{
    /// <summary>The scalar names by C# type.</summary>
    public static IReadOnlyDictionary<Type, string> All { get; } = new Dictionary<Type, string>
    {
        [typeof(string)] = "String",
        [typeof(bool)] = "Boolean",
        [typeof(int)] = "Int",
        [typeof(double)] = "Float",
        [typeof(DateOnly)] = "Date",
        [typeof(DateTimeOffset)] = "DateTime",
        [typeof(Month)] = "Month",
        [typeof(CardNumberInput)] = "CardNumber",
    };
}
