using GraphQL.Types;
using GraphQLParser.AST;

namespace PartnerApi.GraphQL.Documents;

/// <summary>A variable at a position in a document.</summary>
/// <param name="Variable">The variable, as written at the position.</param>
/// <param name="Location">The expected type of the position.</param>
/// <param name="HasDefault">Whether the argument or input field has a default value that is not null.</param>
internal sealed record VariableUse(GraphQLVariable Variable, IGraphType Location, bool HasDefault)
{
    /// <summary>IsVariableUsageAllowed of GraphQL, section 5.8.5.</summary>
    public bool IsAllowed(GraphQLVariableDefinition definition)
    {
        if (Location is not NonNullGraphType expected || definition.Type is GraphQLNonNullType) return InputTypes.AreCompatible(definition.Type, Location);
        var hasDefault = HasDefault || definition.DefaultValue is not (null or GraphQLNullValue);
        return hasDefault && InputTypes.AreCompatible(definition.Type, expected.ResolvedType!);
    }
}
