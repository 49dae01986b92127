using GraphQL.Types;

namespace PartnerApi.GraphQL.Documents;

/// <summary>Rules and messages about input objects.</summary>
internal static class InputObjects
{
    public static IEnumerable<FieldType> Required(IInputObjectGraphType input) =>
        input.Fields.Where(field => field is { ResolvedType: NonNullGraphType, DefaultValue: null });

    /// <summary>The message about an unknown field, without its name, which could be a misplaced value.</summary>
    public static string Unknown(IInputObjectGraphType input, string subject, string of) =>
        $"{subject}{of} has an unknown field. The fields of '{input.Name}' are {string.Join(", ", input.Fields.Select(field => field.Name))}.";
}
