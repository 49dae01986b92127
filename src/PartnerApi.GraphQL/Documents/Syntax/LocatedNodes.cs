using GraphQLParser;
using GraphQLParser.AST;

namespace PartnerApi.GraphQL.Documents.Syntax;

// The engine's own nodes with a location cannot be created outside its parser.

/// <summary>An operation with its location in the text.</summary>
internal sealed class LocatedOperation(GraphQLSelectionSet selections) : GraphQLOperationDefinition(selections)
{
    /// <inheritdoc/>
    public override GraphQLLocation Location { get; set; }
}

/// <summary>A fragment definition with its location in the text.</summary>
internal sealed class LocatedFragment(GraphQLFragmentName name, GraphQLTypeCondition on, GraphQLSelectionSet selections)
    : GraphQLFragmentDefinition(name, on, selections)
{
    /// <inheritdoc/>
    public override GraphQLLocation Location { get; set; }
}

/// <summary>A variable definition with its location in the text.</summary>
internal sealed class LocatedVariableDefinition(GraphQLVariable variable, GraphQLType type) : GraphQLVariableDefinition(variable, type)
{
    /// <inheritdoc/>
    public override GraphQLLocation Location { get; set; }
}

/// <summary>A field with its location in the text.</summary>
internal sealed class LocatedField(GraphQLName name) : GraphQLField(name)
{
    /// <inheritdoc/>
    public override GraphQLLocation Location { get; set; }
}

/// <summary>An inline fragment with its location in the text.</summary>
internal sealed class LocatedInlineFragment(GraphQLSelectionSet selections) : GraphQLInlineFragment(selections)
{
    /// <inheritdoc/>
    public override GraphQLLocation Location { get; set; }
}

/// <summary>A fragment spread with its location in the text.</summary>
internal sealed class LocatedSpread(GraphQLFragmentName name) : GraphQLFragmentSpread(name)
{
    /// <inheritdoc/>
    public override GraphQLLocation Location { get; set; }
}

/// <summary>A selection set with its location in the text.</summary>
internal sealed class LocatedSelections(List<ASTNode> selections) : GraphQLSelectionSet(selections)
{
    /// <inheritdoc/>
    public override GraphQLLocation Location { get; set; }
}

/// <summary>An argument with its location in the text.</summary>
internal sealed class LocatedArgument(GraphQLName name, GraphQLValue value) : GraphQLArgument(name, value)
{
    /// <inheritdoc/>
    public override GraphQLLocation Location { get; set; }
}

/// <summary>A directive with its location in the text.</summary>
internal sealed class LocatedDirective(GraphQLName name) : GraphQLDirective(name)
{
    /// <inheritdoc/>
    public override GraphQLLocation Location { get; set; }
}

/// <summary>A name with its location in the text.</summary>
internal sealed class LocatedName(ROM value) : GraphQLName(value)
{
    /// <inheritdoc/>
    public override GraphQLLocation Location { get; set; }
}

/// <summary>A named type with its location in the text.</summary>
internal sealed class LocatedNamedType(GraphQLName name) : GraphQLNamedType(name)
{
    /// <inheritdoc/>
    public override GraphQLLocation Location { get; set; }
}

/// <summary>A variable with its location in the text.</summary>
internal sealed class LocatedVariable(GraphQLName name) : GraphQLVariable(name)
{
    /// <inheritdoc/>
    public override GraphQLLocation Location { get; set; }
}

/// <summary>A field of an input object with its location in the text.</summary>
internal sealed class LocatedObjectField(GraphQLName name, GraphQLValue value) : GraphQLObjectField(name, value)
{
    /// <inheritdoc/>
    public override GraphQLLocation Location { get; set; }
}

/// <summary>A string with its location in the text.</summary>
internal sealed class LocatedString(ROM value) : GraphQLStringValue(value)
{
    /// <inheritdoc/>
    public override GraphQLLocation Location { get; set; }
}

/// <summary>A whole number with its location in the text.</summary>
internal sealed class LocatedInt(ROM value) : GraphQLIntValue(value)
{
    /// <inheritdoc/>
    public override GraphQLLocation Location { get; set; }
}

/// <summary>A number with a fraction or an exponent with its location in the text.</summary>
internal sealed class LocatedFloat(ROM value) : GraphQLFloatValue(value)
{
    /// <inheritdoc/>
    public override GraphQLLocation Location { get; set; }
}

/// <summary>An enum value with its location in the text.</summary>
internal sealed class LocatedEnum(GraphQLName name) : GraphQLEnumValue(name)
{
    /// <inheritdoc/>
    public override GraphQLLocation Location { get; set; }
}

/// <summary><c>true</c> with its location in the text.</summary>
internal sealed class LocatedTrue : GraphQLTrueBooleanValue
{
    /// <inheritdoc/>
    public override GraphQLLocation Location { get; set; }
}

/// <summary><c>false</c> with its location in the text.</summary>
internal sealed class LocatedFalse : GraphQLFalseBooleanValue
{
    /// <inheritdoc/>
    public override GraphQLLocation Location { get; set; }
}

/// <summary><c>null</c> with its location in the text.</summary>
internal sealed class LocatedNull : GraphQLNullValue
{
    /// <inheritdoc/>
    public override GraphQLLocation Location { get; set; }
}

/// <summary>A list with its location in the text.</summary>
internal sealed class LocatedList : GraphQLListValue
{
    /// <inheritdoc/>
    public override GraphQLLocation Location { get; set; }
}

/// <summary>An input object with its location in the text.</summary>
internal sealed class LocatedObject : GraphQLObjectValue
{
    /// <inheritdoc/>
    public override GraphQLLocation Location { get; set; }
}
