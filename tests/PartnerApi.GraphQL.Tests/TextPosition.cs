using PartnerApi.Core;
using PartnerApi.GraphQL.Declarations;

namespace PartnerApi.GraphQL.Tests;

/// <summary>An argument or input field that takes text, with a document that reaches it.</summary>
/// <param name="Root">The kind of operation.</param>
/// <param name="Path">The fields above, with their arguments.</param>
/// <param name="Field">The field with the argument.</param>
/// <param name="Argument">The argument's name.</param>
/// <param name="InputField">The input field; empty for the argument itself.</param>
/// <param name="Literal">Gives a valid literal for a shape and a name.</param>
/// <param name="IsObject">True if the field returns an object.</param>
internal sealed record TextPosition(
    string Root, string[] Path, FieldDeclaration Field, string Argument, string InputField, Func<TypeShape, string, string> Literal, bool IsObject)
{
    /// <summary>The GraphQL type of the text.</summary>
    public string Type
    {
        get
        {
            var shape = Field.Arguments.Single(argument => argument.Name == Argument).Shape;
            if (InputField.Length > 0) shape = TypeShape.Of(shape.Named.GetProperties().Single(property => WireNames.FromProperty(property.Name) == InputField));
            return shape.Named == typeof(CardNumberInput) ? "CardNumber" : shape.IsId ? "ID" : "String";
        }
    }

    /// <summary>True if the shape is text.</summary>
    public static bool IsText(TypeShape shape) => shape.Named == typeof(string) || shape.Named == typeof(CardNumberInput);

    /// <summary>A field with its arguments.</summary>
    public static string Call(FieldDeclaration field, Func<ArgumentDeclaration, string> value) =>
        field.Arguments.Count == 0 ? field.Name : $"{field.Name}({string.Join(", ", field.Arguments.Select(argument => $"{argument.Name}: {value(argument)}"))})";

    /// <summary>The document with the given value in this position.</summary>
    public string Document(string text, string variables)
    {
        var call = Call(Field, argument => argument.Name == Argument ? Value(argument, text) : Literal(argument.Shape, argument.Name));
        var selection = IsObject ? $"{call} {{ __typename }}" : call;
        return $"{Root}{variables} {{ {string.Concat(Path.Select(field => field + " { "))}{selection}{string.Concat(Path.Select(_ => " }"))} }}";
    }

    private string Value(ArgumentDeclaration argument, string text)
    {
        if (InputField.Length == 0) return argument.Shape.Item is null ? text : $"[{text}]";
        return "{" + string.Join(", ", argument.Shape.Named.GetProperties().Select(property => (Name: WireNames.FromProperty(property.Name), Shape: TypeShape.Of(property)))
            .Select(field => $"{field.Name}: {(field.Name == InputField ? text : Literal(field.Shape, field.Name))}")) + "}";
    }
}
