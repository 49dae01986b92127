using GraphQL.Types;

namespace PartnerApi.GraphQL.Documents;

/// <summary>What is told of input objects.</summary>
internal static class InputObjects
{
    /// <summary>The fields that must be given.</summary>
    public static IEnumerable<FieldType> Required(IInputObjectGraphType input) =>
        input.Fields.Where(field => field is { ResolvedType: NonNullGraphType, DefaultValue: null });

    /// <summary>A field is given that there is not. Its name is not told: a caller could have put a value there.</summary>
    public static string Unknown(IInputObjectGraphType input, string subject, string of) =>
        $"{subject}{of} has an unknown field. The fields of '{input.Name}' are {string.Join(", ", input.Fields.Select(field => field.Name))}.";
}
