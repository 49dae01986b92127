using GraphQLParser;
using GraphQLParser.AST;

namespace PartnerApi.GraphQL.Documents.Syntax;

// The engine's nodes that know their place in the text cannot be made outside its parser: these are the same, one for each kind.

internal sealed class LocatedOperation(GraphQLSelectionSet selections) : GraphQLOperationDefinition(selections)
{
    public override GraphQLLocation Location { get; set; }
}

internal sealed class LocatedFragment(GraphQLFragmentName name, GraphQLTypeCondition on, GraphQLSelectionSet selections)
    : GraphQLFragmentDefinition(name, on, selections)
{
    public override GraphQLLocation Location { get; set; }
}

internal sealed class LocatedVariableDefinition(GraphQLVariable variable, GraphQLType type) : GraphQLVariableDefinition(variable, type)
{
    public override GraphQLLocation Location { get; set; }
}

internal sealed class LocatedField(GraphQLName name) : GraphQLField(name)
{
    public override GraphQLLocation Location { get; set; }
}

internal sealed class LocatedInlineFragment(GraphQLSelectionSet selections) : GraphQLInlineFragment(selections)
{
    public override GraphQLLocation Location { get; set; }
}

internal sealed class LocatedSpread(GraphQLFragmentName name) : GraphQLFragmentSpread(name)
{
    public override GraphQLLocation Location { get; set; }
}

internal sealed class LocatedSelections(List<ASTNode> selections) : GraphQLSelectionSet(selections)
{
    public override GraphQLLocation Location { get; set; }
}

internal sealed class LocatedArgument(GraphQLName name, GraphQLValue value) : GraphQLArgument(name, value)
{
    public override GraphQLLocation Location { get; set; }
}

internal sealed class LocatedDirective(GraphQLName name) : GraphQLDirective(name)
{
    public override GraphQLLocation Location { get; set; }
}

internal sealed class LocatedName(ROM value) : GraphQLName(value)
{
    public override GraphQLLocation Location { get; set; }
}

internal sealed class LocatedNamedType(GraphQLName name) : GraphQLNamedType(name)
{
    public override GraphQLLocation Location { get; set; }
}

internal sealed class LocatedVariable(GraphQLName name) : GraphQLVariable(name)
{
    public override GraphQLLocation Location { get; set; }
}

internal sealed class LocatedObjectField(GraphQLName name, GraphQLValue value) : GraphQLObjectField(name, value)
{
    public override GraphQLLocation Location { get; set; }
}

internal sealed class LocatedString(ROM value) : GraphQLStringValue(value)
{
    public override GraphQLLocation Location { get; set; }
}

internal sealed class LocatedInt(ROM value) : GraphQLIntValue(value)
{
    public override GraphQLLocation Location { get; set; }
}

internal sealed class LocatedFloat(ROM value) : GraphQLFloatValue(value)
{
    public override GraphQLLocation Location { get; set; }
}

internal sealed class LocatedEnum(GraphQLName name) : GraphQLEnumValue(name)
{
    public override GraphQLLocation Location { get; set; }
}

internal sealed class LocatedTrue : GraphQLTrueBooleanValue
{
    public override GraphQLLocation Location { get; set; }
}

internal sealed class LocatedFalse : GraphQLFalseBooleanValue
{
    public override GraphQLLocation Location { get; set; }
}

internal sealed class LocatedNull : GraphQLNullValue
{
    public override GraphQLLocation Location { get; set; }
}

internal sealed class LocatedList : GraphQLListValue
{
    public override GraphQLLocation Location { get; set; }
}

internal sealed class LocatedObject : GraphQLObjectValue
{
    public override GraphQLLocation Location { get; set; }
}
