using GraphQL;
using GraphQL.Types;
using GraphQLParser.AST;
using PartnerApi.Core;
using PartnerApi.GraphQL.Documents.Syntax;

namespace PartnerApi.GraphQL.Documents;

/// <summary>
/// Finds the variables of a request with invalid values (GraphQL, section 6.1.2), and describes the position and the expected type. Used after the engine
/// found an invalid value, because the engine's messages contain the values. The limit on the nesting of a request's JSON bounds the recursion.
/// </summary>
internal sealed class VariableRules
{
    private readonly List<string> faults = [];

    /// <summary>The errors in the variables of an operation of a valid document; empty if the error is elsewhere.</summary>
    public static List<GatewayError> Explain(GraphQLDocument document, GraphQLOperationDefinition operation, ISchema schema, Inputs given)
    {
        var source = document.Source.ToString();
        var errors = new List<GatewayError>();
        foreach (var definition in operation.Variables?.Items ?? [])
        {
            var name = definition.Variable.Name.StringValue;
            var type = definition.Type.GraphTypeFromType(schema)!;
            var rules = new VariableRules();
            var subject = $"The variable '${ValidationMessages.Name(name)}";
            if (given.TryGetValue(name, out var value)) rules.Check(type, value, subject);
            else if (type is NonNullGraphType && definition.DefaultValue is null) rules.faults.Add($"{subject}' is required.");
            errors.AddRange(rules.faults.Select(fault => At(definition, fault)));
        }

        // A nullable variable with a default is valid in a non-null position, and fails there if it is null (section 6.4.1).
        return errors.Count > 0 ? errors : [.. (operation.Variables?.Items ?? [])
            .Where(definition => definition.DefaultValue is not null && given.TryGetValue(definition.Variable.Name.StringValue, out var value) && value is null)
            .Select(definition => At(
                definition, $"The variable '${ValidationMessages.Name(definition.Variable.Name.StringValue)}' must not be null. Leave it out to use its default."))];

        GatewayError At(GraphQLVariableDefinition definition, string fault) =>
            DocumentErrors.Invalid(fault) with { Locations = [SourceText.Locate(source, definition.Location.Start)] };
    }

    private void Check(IGraphType type, object? value, string subject)
    {
        switch (type, value)
        {
            case (NonNullGraphType, null): faults.Add($"{subject}' must not be null."); break;
            case (NonNullGraphType some, _): Check(some.ResolvedType!, value, subject); break;
            case (_, null): break;
            case (ListGraphType list, List<object?> items):
                for (var index = 0; index < items.Count; index++) Check(list.ResolvedType!, items[index], $"{subject}[{index}]");
                break;
            case (ListGraphType list, _): Check(list.ResolvedType!, value, subject); break;
            case (IInputObjectGraphType input, IDictionary<string, object?> fields): CheckFields(input, fields, subject); break;
            case (ScalarGraphType scalar, not (List<object?> or IDictionary<string, object?>)) when scalar.CanParseValue(value): break;
            default: faults.Add($"{subject}' must be {InputTypes.Expected(type)}."); break;
        }
    }

    private void CheckFields(IInputObjectGraphType input, IDictionary<string, object?> fields, string subject)
    {
        foreach (var declared in input.Fields)
        {
            if (fields.TryGetValue(declared.Name, out var value)) Check(declared.ResolvedType!, value, $"{subject}.{declared.Name}");
        }

        faults.AddRange(InputObjects.Required(input).Where(declared => !fields.ContainsKey(declared.Name)).Select(missing => $"{subject}.{missing.Name}' is required."));
        if (fields.Keys.Any(name => input.Fields.Find(name) is null)) faults.Add(InputObjects.Unknown(input, subject, "'"));
    }
}
