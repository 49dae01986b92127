using GraphQL.Types;
using GraphQLParser.AST;

namespace PartnerApi.GraphQL.Fields;

/// <summary>A card number: any string, because <see cref="CardNumberInput"/> checks it later.</summary>
internal sealed class CardNumberScalar : ScalarGraphType
{
    public CardNumberScalar()
    {
        Name = "CardNumber";
        Description = "A card number: 16 digits, of which the last two are check digits. Single spaces or hyphens between the digits are allowed.";
    }

    /// <inheritdoc/>
    public override object? ParseLiteral(GraphQLValue value) => value switch
    {
        GraphQLStringValue text => new CardNumberInput(text.Value.Span),
        GraphQLNullValue => null,
        _ => ThrowLiteralConversionError(value),
    };

    /// <inheritdoc/>
    public override object? ParseValue(object? value) => value switch
    {
        string text => new CardNumberInput(text),
        null => null,
        _ => ThrowValueConversionError(value),
    };

    /// <inheritdoc/>
    public override object? Serialize(object? value) => throw new NotSupportedException("Card numbers are never part of an answer.");
}
