using GraphQL.Types;
using GraphQLParser.AST;

namespace PartnerApi.GraphQL.Documents;

/// <summary>
/// Checks the types of the values in a document (GraphQL, section 5.6), and collects the positions of variables. The messages name the
/// argument or input field and the expected type, but not the value. The parser's depth limit bounds the recursion.
/// </summary>
internal sealed class LiteralRules(Action<ASTNode, string> report)
{
    private readonly List<VariableUse> uses = [];

    /// <summary>Removes and returns the collected variables, each with its position.</summary>
    public List<VariableUse> TakeUses()
    {
        var taken = new List<VariableUse>(uses);
        uses.Clear();
        return taken;
    }

    /// <summary>Checks a value and the values within it.</summary>
    /// <param name="type">The type that its position expects.</param>
    /// <param name="value">A literal value or a variable.</param>
    /// <param name="hasDefault">Whether its position has a default value.</param>
    /// <param name="subject">The position in messages, without the closing quotation mark: <c>The argument 'input</c>.</param>
    /// <param name="of">The text after the position in messages: <c>' of 'redeemBenefit'</c>.</param>
    public void Check(IGraphType type, GraphQLValue value, bool hasDefault, string subject, string of)
    {
        switch (type, value)
        {
            case (_, GraphQLVariable variable): uses.Add(new VariableUse(variable, type, hasDefault)); break;
            case (NonNullGraphType, GraphQLNullValue): report(value, $"{subject}{of} must not be null."); break;
            case (NonNullGraphType some, _): Check(some.ResolvedType!, value, hasDefault, subject, of); break;
            case (_, GraphQLNullValue): break;
            case (ListGraphType list, GraphQLListValue items): CheckItems(list.ResolvedType!, items, subject, of); break;
            case (ListGraphType list, _): Check(list.ResolvedType!, value, false, subject, of); break;
            case (IInputObjectGraphType input, GraphQLObjectValue fields): CheckFields(input, fields, subject, of); break;
            case (ScalarGraphType scalar, _) when scalar.CanParseLiteral(value): break;
            default: report(value, $"{subject}{of} must be {InputTypes.Expected(type)}."); break;
        }
    }

    private void CheckItems(IGraphType type, GraphQLListValue items, string subject, string of)
    {
        for (var index = 0; index < items.Values?.Count; index++) Check(type, items.Values[index], false, $"{subject}[{index}]", of);
    }

    private void CheckFields(IInputObjectGraphType input, GraphQLObjectValue value, string subject, string of)
    {
        foreach (var field in value.Fields ?? [])
        {
            if (input.Fields.Find(field.Name.Value) is { } declared)
                Check(declared.ResolvedType!, field.Value, declared.DefaultValue is not null, $"{subject}.{declared.Name}", of);
            else
                report(field, InputObjects.Unknown(input, subject, of));
        }

        foreach (var missing in InputObjects.Required(input).Where(declared => value.Fields?.Any(field => field.Name.Value == declared.Name) != true))
            report(value, $"{subject}.{missing.Name}{of} is required.");
    }
}
