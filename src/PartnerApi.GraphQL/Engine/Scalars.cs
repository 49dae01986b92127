using System.Globalization;
using GraphQL.Types;
using GraphQLParser.AST;
using PartnerApi.Policy.Statistics;

namespace PartnerApi.GraphQL.Engine;

/// <summary>An opaque identifier. Callers may send a whole number too (GraphQL, section 3.5.5), which is converted to text.</summary>
internal sealed class IdentifierScalar : IdGraphType
{
    public IdentifierScalar() => Name = "ID";

    /// <inheritdoc/>
    public override object? ParseLiteral(GraphQLValue value) => Text(base.ParseLiteral(value));

    /// <inheritdoc/>
    public override object? ParseValue(object? value) => Text(base.ParseValue(value));

    private static string? Text(object? value) => value is null ? null : Convert.ToString(value, CultureInfo.InvariantCulture);
}

/// <summary>A calendar day in the city's time zone, in ISO 8601 format <c>YYYY-MM-DD</c>.</summary>
internal sealed class DateScalar : ScalarGraphType
{
    private const string Format = "yyyy-MM-dd";

    public DateScalar()
    {
        Name = "Date";
        Description = "A calendar day in the city's time zone, in the format YYYY-MM-DD (RFC 3339, full-date).";
        SpecifiedByDirective.Apply(this, "https://www.rfc-editor.org/rfc/rfc3339#section-5.6");
    }

    /// <inheritdoc/>
    public override object? ParseLiteral(GraphQLValue value) => value switch
    {
        GraphQLStringValue text when TryParse(text.Value.Span, out var date) => date,
        GraphQLNullValue => null,
        _ => ThrowLiteralConversionError(value),
    };

    /// <inheritdoc/>
    public override object? ParseValue(object? value) => value switch
    {
        string text when TryParse(text, out var date) => date,
        null => null,
        _ => ThrowValueConversionError(value),
    };

    /// <inheritdoc/>
    public override object? Serialize(object? value) => value switch
    {
        DateOnly date => date.ToString(Format, CultureInfo.InvariantCulture),
        null => null,
        _ => ThrowSerializationError(value),
    };

    private static bool TryParse(ReadOnlySpan<char> text, out DateOnly date) =>
        DateOnly.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out date);
}

/// <summary>A month in the city's time zone, in ISO 8601 format <c>YYYY-MM</c>.</summary>
internal sealed class MonthScalar : ScalarGraphType
{
    public MonthScalar()
    {
        Name = "Month";
        Description = "A month in the city's time zone, in the format YYYY-MM (ISO 8601).";
        SpecifiedByDirective.Apply(this, "https://www.w3.org/TR/NOTE-datetime");
    }

    /// <inheritdoc/>
    public override object? ParseLiteral(GraphQLValue value) => value switch
    {
        GraphQLStringValue text when Month.TryParse(text.Value.Span, out var month) => month,
        GraphQLNullValue => null,
        _ => ThrowLiteralConversionError(value),
    };

    /// <inheritdoc/>
    public override object? ParseValue(object? value) => value switch
    {
        string text when Month.TryParse(text, out var month) => month,
        null => null,
        _ => ThrowValueConversionError(value),
    };

    /// <inheritdoc/>
    public override object? Serialize(object? value) => value switch
    {
        Month month => month.ToString(),
        null => null,
        _ => ThrowSerializationError(value),
    };
}

/// <summary>An instant in UTC, in RFC 3339 format.</summary>
internal sealed class InstantScalar : ScalarGraphType
{
    public InstantScalar()
    {
        Name = "DateTime";
        Description = "An instant in UTC, in the format YYYY-MM-DDTHH:MM:SSZ (RFC 3339).";
        SpecifiedByDirective.Apply(this, "https://www.rfc-editor.org/rfc/rfc3339#section-5.6");
    }

    /// <inheritdoc/>
    public override object? ParseValue(object? value) => value is null ? null : ThrowValueConversionError(value);

    /// <inheritdoc/>
    public override object? Serialize(object? value) => value switch
    {
        DateTimeOffset instant => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        null => null,
        _ => ThrowSerializationError(value),
    };
}
